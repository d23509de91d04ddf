import { DateTime } from "luxon";
import { EnergyError } from "../contract/error";
import type { MeterEvent } from "../contract/messages";
import { assertSchema } from "../contract/validate";

/** A number for the meter's registers: one for all, or by quantity. */
const valueSchema = {
  anyOf: [
    { type: "number", minimum: 0 },
    { type: "object", minProperties: 1, maxProperties: 50, additionalProperties: { type: "number", minimum: 0 } },
  ],
} as const;
const factorSchema = { type: "number", exclusiveMinimum: 0, maximum: 1_000_000 } as const;
const optional = { quantity: { type: "string", maxLength: 64 }, version: { type: "integer", minimum: 0 } } as const;

/** The facts of each event, beside `at` and `event`. Notes and names that others add are let through. */
export const factSchemas = {
  swap: {
    type: "object",
    properties: { ...optional, final: valueSchema, first: valueSchema, serial: { type: ["string", "number"] } },
  },
  ratio: {
    type: "object",
    anyOf: [{ required: ["factor"] }, { required: ["ct"] }, { required: ["vt"] }],
    properties: {
      ...optional,
      factor: factorSchema,
      ct: factorSchema,
      vt: factorSchema,
      notBefore: { type: "integer", minimum: 0 },
    },
  },
  calibration: {
    type: "object",
    required: ["gain"],
    properties: { ...optional, gain: factorSchema, offset: { type: "number" } },
  },
  rollover: {
    type: "object",
    required: ["max"],
    properties: { ...optional, max: { type: "number", exclusiveMinimum: 0 } },
  },
  manual: { type: "object", required: ["index"], properties: { ...optional, index: valueSchema } },
} as const;

type Value = number | Readonly<Record<string, number>>;

/** A dated fact about the registers of a meter. */
export interface MeterFact {
  readonly at: number;
  /** `ratio-suspected` is what the gateway says itself, when power and register begin to differ. */
  readonly event: keyof typeof factSchemas | "ratio-suspected";
  /** The only quantity that it is about; all registers without it. */
  readonly quantity?: string;
  readonly version?: number;
  readonly final?: Value;
  readonly first?: Value;
  readonly serial?: string | number;
  readonly factor?: number;
  readonly ct?: number;
  readonly vt?: number;
  readonly gain?: number;
  readonly offset?: number;
  readonly max?: number;
  readonly index?: Value;
  /** A ratio: it was changed between this time and `at`, nobody knows when. */
  readonly notBefore?: number;
  /** A suspicion that no longer holds ends here. */
  readonly until?: number;
}

/** The first time about which a fact says something. */
export const beginOf = ({ at, notBefore = at }: MeterFact): number => notBefore;

/** Checks what an event says; throws MESSAGE_INVALID with the place. */
export function factOf(event: MeterEvent): MeterFact {
  const { kind: _kind, site: _site, meter: _meter, ...facts } = event;
  if (!Object.hasOwn(factSchemas, facts.event)) {
    throw new EnergyError("MESSAGE_INVALID", {
      place: "event",
      detail: `"${facts.event}" is no fact about a register`,
    });
  }
  assertSchema(factSchemas[facts.event as keyof typeof factSchemas], facts, "MESSAGE_INVALID");
  const fact = facts as unknown as MeterFact;
  if (beginOf(fact) > fact.at) throw new EnergyError("MESSAGE_INVALID", { place: "notBefore", detail: "is after at" });
  return fact;
}

interface WrittenFact {
  readonly at: number | string;
  readonly notBefore?: number | string;
}

/** A fact as the site model writes it, its times in ms or ISO 8601 (without an offset: of this zone); throws CONFIG_INVALID with `place` before its own. */
export function writtenFact(written: WrittenFact, place: string, timeZone: string): MeterFact {
  const time = (name: "at" | "notBefore", value: number | string): number => {
    const at = typeof value === "string" ? DateTime.fromISO(value, { zone: timeZone }).toMillis() : value;
    if (Number.isInteger(at) && at >= 0) return at;
    throw new EnergyError("CONFIG_INVALID", { place: `${place}/${name}`, detail: "is no time" });
  };
  const at = time("at", written.at);
  const notBefore = written.notBefore === undefined ? undefined : time("notBefore", written.notBefore);
  try {
    return factOf({ ...written, at, ...(notBefore !== undefined && { notBefore }) } as unknown as MeterEvent);
  } catch (error) {
    if (!(error instanceof EnergyError)) throw error;
    const inner = String(error.params.place ?? "");
    const detail = String(error.params.detail);
    throw new EnergyError("CONFIG_INVALID", { place: inner ? `${place}/${inner}` : place, detail });
  }
}

/** The shape that all written facts share. */
export const writtenFactsSchema = {
  type: "array",
  maxItems: 1000,
  items: {
    type: "object",
    required: ["at", "event"],
    properties: {
      at: { type: ["integer", "string"] },
      notBefore: { type: ["integer", "string"] },
      event: { type: "string" },
    },
  },
} as const;

/** What two facts have in common when the later entered one replaces the other. */
export const factKey = ({ at, event, quantity = "" }: MeterFact): string => `${at} ${event} ${quantity}`;
