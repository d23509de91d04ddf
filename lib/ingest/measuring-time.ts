import { DateTime } from "luxon";

/** When something was measured, and why that is doubtful where it is. */
export interface MeasuringTime {
  /** ms UTC. */
  readonly at: number;
  readonly doubt?: string;
  /** False where the device's own time is used. */
  readonly arrival: boolean;
}

/** A clock that has never been set stands in 1970 or 2000; nothing measured before this reaches us. */
const earliest = Date.UTC(2020, 0, 1);
const mostAheadMs = 300_000;
/** As seconds this is the year 5138, as milliseconds 1973: numbers below are seconds. */
const leastMilliseconds = 1e11;

/**
 * The time a device gives: seconds or milliseconds since the epoch, or ISO 8601 (without an offset, of
 * the zone's clock). One that is missing, unreadable, before 2020 or more than five minutes ahead is
 * replaced by the time of arrival, with the doubt.
 */
export function measuringTime(raw: unknown, arrival: number, zone: string): MeasuringTime {
  if (raw === undefined || raw === null) return { at: arrival, doubt: "no time in the message", arrival: true };
  const at = parsedTime(raw, zone);
  if (at === undefined) return { at: arrival, doubt: "the message's time cannot be read", arrival: true };
  if (at < earliest) return { at: arrival, doubt: "the device's clock is not set", arrival: true };
  if (at > arrival + mostAheadMs) return { at: arrival, doubt: "the device's clock is ahead", arrival: true };
  return { at, arrival: false };
}

function parsedTime(raw: unknown, zone: string): number | undefined {
  if (typeof raw === "number" || (typeof raw === "string" && /^\d{1,16}(\.\d+)?$/.test(raw))) {
    const number = Number(raw);
    const at = Math.round(number < leastMilliseconds ? number * 1000 : number);
    return Number.isSafeInteger(at) ? at : undefined;
  }
  if (typeof raw !== "string" || raw.length > 64) return undefined;
  const time = DateTime.fromISO(raw, { zone });
  return time.isValid ? time.toMillis() : undefined;
}
