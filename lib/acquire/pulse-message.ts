import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";

/** What a message asks of a pulse meter. */
export type PulseMessage =
  | { readonly type: "read" }
  /** Its index, in the unit of its dial. */
  | { readonly type: "index"; readonly index: number }
  | { readonly type: "pulses"; readonly pulses: number; readonly at?: number }
  /** The count of another device. */
  | { readonly type: "count"; readonly count: number; readonly at?: number };

const maxPulses = 1_000_000;
/** Clocks of devices differ; further ahead than this is no time of a pulse. */
const maxAheadMs = 60_000;

const timeSchema = { type: "integer", minimum: 0, maximum: 8_640_000_000_000_000 } as const;
const pulsesSchema = { type: "integer", minimum: 0, maximum: maxPulses } as const;

/** By the property that names the kind of message. */
const schemas = {
  read: { type: "object", additionalProperties: false, properties: { read: { const: true } } },
  index: {
    type: "object",
    additionalProperties: false,
    properties: { index: { type: "number", minimum: 0, maximum: 1e12 } },
  },
  pulses: { type: "object", additionalProperties: false, properties: { pulses: pulsesSchema, at: timeSchema } },
  count: {
    type: "object",
    additionalProperties: false,
    properties: { count: { type: "integer", minimum: 0, maximum: 2 ** 48 }, at: timeSchema },
  },
} as const;
const kinds = ["read", "index", "pulses", "count"] as const;

/**
 * A payload as a message of a pulse meter: nothing or `true` is one pulse, a whole number that many (0 and
 * 1 as GPIO nodes send them fit), otherwise an object named by its property. `at` is never after `now`. Throws
 * MESSAGE_INVALID.
 */
export function parsePulseMessage(payload: unknown, now: number): PulseMessage {
  if (payload === undefined || payload === "" || payload === true) return { type: "pulses", pulses: 1 };
  if (payload === false) return { type: "pulses", pulses: 0 };
  if (typeof payload === "string" && /^\d{1,7}$/.test(payload)) return pulsesOf(Number(payload));
  if (typeof payload === "number") return pulsesOf(payload);
  const type =
    typeof payload === "object" && payload !== null ? kinds.find((name) => Object.hasOwn(payload, name)) : undefined;
  if (type === undefined) {
    const detail = "must be a number of pulses, or an object with pulses, count, index or read";
    throw new EnergyError("MESSAGE_INVALID", { place: "payload", detail });
  }
  assertSchema(schemas[type], payload, "MESSAGE_INVALID");
  const { at, ...message } = { type, ...(payload as { at?: number }) };
  if (at !== undefined && at > now + maxAheadMs) {
    throw new EnergyError("MESSAGE_INVALID", { place: "at", detail: "lies in the future" });
  }
  // A clock that is a little ahead means now: what follows must not look older than this.
  return { ...message, ...(at !== undefined && at <= now && { at }) } as PulseMessage;
}

function pulsesOf(pulses: number): PulseMessage {
  assertSchema(schemas.pulses, { pulses }, "MESSAGE_INVALID");
  return { type: "pulses", pulses };
}
