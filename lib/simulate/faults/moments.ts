import { DateTime, Duration } from "luxon";

/** When something is so, as a scenario says it; times in ms UTC, lengths in ms. */
export interface Schedule {
  readonly from: number;
  /** Exclusive; Infinity: for good. */
  readonly until: number;
  /** From the start of one occurrence to that of the next; absent: there is only one. */
  readonly everyMs?: number;
}

/** One occurrence; `until` is exclusive. */
export interface Occurrence {
  readonly from: number;
  readonly until: number;
}

/** What `schedule` makes `at` part of. */
export function occurrenceAt(schedule: Schedule, at: number): Occurrence | undefined {
  const last = lastOccurrence(schedule, at);
  return last && at < last.until ? last : undefined;
}

/** The occurrence that has begun last at `at`, over or not. */
export function lastOccurrence({ from, until, everyMs }: Schedule, at: number): Occurrence | undefined {
  if (at < from) return undefined;
  const shift = everyMs === undefined ? 0 : Math.floor((at - from) / everyMs) * everyMs;
  return { from: from + shift, until: until + shift };
}

/** How often `schedule` was over, and how long it has been so in the occurrence of `at`, ms. */
export function elapsedAt(schedule: Schedule, at: number): { readonly complete: number; readonly currentMs: number } {
  const last = lastOccurrence(schedule, at);
  if (!last) return { complete: 0, currentMs: 0 };
  const before = schedule.everyMs === undefined ? 0 : Math.round((last.from - schedule.from) / schedule.everyMs);
  return at < last.until ? { complete: before, currentMs: at - last.from } : { complete: before + 1, currentMs: 0 };
}

/** The next time after `at` that `schedule` begins or ends; Infinity where it never does again. */
export function nextChange(schedule: Schedule, at: number): number {
  const last = lastOccurrence(schedule, at);
  if (!last) return schedule.from;
  if (at < last.until) return last.until;
  return schedule.everyMs === undefined ? Number.POSITIVE_INFINITY : last.from + schedule.everyMs;
}

/** A length: ISO 8601 (`PT10M`, `-PT6H`) or seconds, as ms. Undefined where it is neither. */
export function lengthOf(said: string | number): number | undefined {
  if (typeof said === "number") return said * 1000;
  const length = Duration.fromISO(said);
  return length.isValid ? length.toMillis() : undefined;
}

/**
 * A time: ISO 8601 with its offset (`2026-11-20T22:00:00Z`), or a length after `start`. Without an offset it would
 * mean another time on another machine, so it must have one. Undefined where it is none of these.
 */
export function momentOf(said: string | number, start: number): number | undefined {
  const after = lengthOf(said);
  if (after !== undefined) return start + after;
  if (!/T.*(Z|[+-]\d\d(:?\d\d)?)$/.test(String(said))) return undefined;
  const time = DateTime.fromISO(String(said));
  return time.isValid ? time.toMillis() : undefined;
}
