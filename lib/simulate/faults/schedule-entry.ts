import { EnergyError } from "../../contract/error";
import type { FaultName } from "./fault";
import { lengthOf, momentOf, type Schedule } from "./moments";

/** When a fault is, as a scenario says it: each a length (ISO 8601 or seconds), `from` and `until` also a time. */
export interface ScheduleEntry {
  readonly from?: string | number;
  readonly for?: string | number;
  readonly until?: string | number;
  readonly every?: string | number;
}

/** Repetitions closer than this would be more events than readings. */
const shortestEveryMs = 10_000;

/** What changes a meter once and for all. */
const moments: ReadonlySet<FaultName> = new Set(["rollover", "reset", "swap"]);

/** The schedule of one fault of one meter. Throws SCENARIO_INVALID with the place, `place` being the entry's. */
export function scheduleOf(
  entry: ScheduleEntry,
  fault: FaultName,
  place: string,
  start: number,
  meter: { readonly intervalSeconds: number },
): Schedule {
  const from = momentAt(entry.from ?? 0, `${place}/from`, start);
  if (moments.has(fault)) return { from, until: from };
  if (entry.for !== undefined && entry.until !== undefined) refuse(place, 'must not have both "for" and "until"');
  let until = Number.POSITIVE_INFINITY;
  if (entry.until !== undefined) until = momentAt(entry.until, `${place}/until`, start);
  else if (entry.for !== undefined) until = from + lengthAt(entry.for, `${place}/for`);
  // A meter that is read at its interval is read once in so long.
  else if (fault === "zero-read") until = from + meter.intervalSeconds * 1000;
  if (until <= from) refuse(`${place}/${entry.for === undefined ? "until" : "for"}`, "ends before it begins");
  if (entry.every === undefined) return { from, until };
  const everyMs = lengthAt(entry.every, `${place}/every`);
  if (everyMs < shortestEveryMs) refuse(`${place}/every`, "must be ten seconds at least");
  if (until - from >= everyMs) refuse(`${place}/every`, "must be longer than the fault lasts");
  return { from, until, everyMs };
}

/** A length, ms. */
export function lengthAt(said: string | number | undefined, place: string): number {
  return lengthOf(said ?? "") ?? refuse(place, `"${said}" is no length: write PT10M or seconds`);
}

function momentAt(said: string | number, place: string, start: number): number {
  const time = momentOf(said, start);
  return time ?? refuse(place, `"${said}" is no time: write PT10M after the start, or 2026-01-31T06:00:00Z`);
}

function refuse(place: string, detail: string): never {
  throw new EnergyError("SCENARIO_INVALID", { place, detail });
}
