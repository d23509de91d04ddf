import { DateTime } from "luxon";
import { type ExportPeriod, type PeriodLength, periodBefore } from "./export-period";

/** When an export is due: each month, week or day has one moment, for the period that ended before it. */
export interface ExportSchedule {
  readonly every: PeriodLength;
  /** Of the month, from 1; in a month that is shorter its last day. Of the week, from Monday, 1. */
  readonly day: number;
  /** Local time, `06:00`. */
  readonly at: string;
  /** How many earlier periods are looked at again, for corrections. */
  readonly recheck: number;
}

/** The last moment at which it was due, at or before `now`; ms UTC. */
export function lastDue(schedule: ExportSchedule, timeZone: string, now: number): number {
  const today = DateTime.fromMillis(now, { zone: timeZone });
  for (let back = 0; ; back++) {
    const due = dueIn(schedule, today.minus({ [`${schedule.every}s`]: back }));
    if (due <= now) return due;
  }
}

/** The first moment after `now`; ms UTC. */
export function nextDue(schedule: ExportSchedule, timeZone: string, now: number): number {
  const today = DateTime.fromMillis(now, { zone: timeZone });
  for (let ahead = 0; ; ahead++) {
    const due = dueIn(schedule, today.plus({ [`${schedule.every}s`]: ahead }));
    if (due > now) return due;
  }
}

/** A period to export; one that is only looked at again is exported where it was before. */
export interface DuePeriod extends ExportPeriod {
  readonly again: boolean;
}

/** What is due at a moment, the oldest first: after an outage also what was due meanwhile, `done` being the last moment that was done. */
export function duePeriods(schedule: ExportSchedule, timeZone: string, done: number, due: number): DuePeriod[] {
  const missed = missedBetween(schedule, timeZone, done, due);
  const count = 1 + missed + schedule.recheck;
  return Array.from({ length: count }, (_, back) => ({
    ...periodBefore(due, schedule.every, timeZone, back),
    again: back > missed,
  })).reverse();
}

/** How many due moments an outage has swallowed. */
function missedBetween(schedule: ExportSchedule, timeZone: string, done: number, due: number): number {
  let missed = 0;
  for (let at = nextDue(schedule, timeZone, done); at < due && missed < mostMissed; missed++) {
    at = nextDue(schedule, timeZone, at);
  }
  return missed;
}

const mostMissed = 24;

function dueIn({ every, day, at }: ExportSchedule, moment: DateTime): number {
  const [hour = 0, minute = 0] = at.split(":").map(Number);
  const start = moment.startOf(every);
  const date =
    every === "day"
      ? start
      : every === "week"
        ? start.plus({ days: Math.min(day, 7) - 1 })
        : start.set({ day: Math.min(day, start.daysInMonth ?? 28) });
  return date.set({ hour, minute }).toMillis();
}
