import { EnergyError } from "../contract/error";

/** Largest message that is looked at, in bytes. */
export const mostBytes = 262_144;

/**
 * What a message carries as JSON: parsed from text or bytes (UTF-8), or as it is where the flow has done
 * that. Text that is no JSON stays text: some devices say `on`. Throws MESSAGE_INVALID for what is larger
 * than `limit` bytes or can be no message.
 */
export function parsePayload(payload: unknown, limit = mostBytes): unknown {
  if (payload instanceof Uint8Array) {
    if (payload.length > limit) refuse(`more than ${limit} bytes`);
    return parsed(decoded(payload));
  }
  if (typeof payload === "string") {
    // A character is at most three bytes of UTF-8: only what may be too long needs to be counted.
    if (payload.length > limit || (payload.length * 3 > limit && new TextEncoder().encode(payload).length > limit)) {
      refuse(`more than ${limit} bytes`);
    }
    return parsed(payload);
  }
  if (typeof payload === "number" || (typeof payload === "object" && payload !== null)) return payload;
  return refuse(`must be a message, but is ${payload === null ? "null" : typeof payload}`);
}

/** "" where there is none. Throws MESSAGE_INVALID for what is no text. */
export function parseTopic(topic: unknown): string {
  if (topic === undefined || topic === null) return "";
  return typeof topic === "string" ? topic : refuse("must be a text", "topic");
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refuse("is not UTF-8 text");
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function refuse(detail: string, place = "payload"): never {
  throw new EnergyError("MESSAGE_INVALID", { place, detail });
}
