import { monthNames } from "./season";
import { refuse } from "./tariff-error";
import type { UrdbSchedule } from "./urdb-schema";

/** A window as a tariff writes it. */
export interface WrittenWindow {
  readonly seasons?: readonly string[];
  readonly days?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

const clock = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

/** The hours of each rate number as windows: months with the same hours share theirs. */
export function windowsOf(weekday: UrdbSchedule, weekend: UrdbSchedule): Map<number, WrittenWindow[]> {
  const windows = new Map<number, WrittenWindow[]>();
  for (const number of new Set([...weekday.flat(), ...weekend.flat()])) {
    const hours = (schedule: UrdbSchedule) => schedule.map((row) => runs(row, number));
    const [work, free] = [hours(weekday), hours(weekend)];
    const same = work.every((runsOfMonth, month) => JSON.stringify(runsOfMonth) === JSON.stringify(free[month]));
    const found = same
      ? byMonths(work, {})
      : [...byMonths(work, { days: ["weekdays"] }), ...byMonths(free, { days: ["weekend"] })];
    windows.set(number, found);
  }
  return windows;
}

type Run = readonly [from: number, to: number];

function runs(row: readonly number[], number: number): Run[] {
  const found: Run[] = [];
  row.forEach((each, hour) => {
    if (each !== number) return;
    const last = found.at(-1);
    if (last?.[1] === hour) found[found.length - 1] = [last[0], hour + 1];
    else found.push([hour, hour + 1]);
  });
  return found;
}

function byMonths(ofMonths: readonly (readonly Run[])[], days: WrittenWindow): WrittenWindow[] {
  const months = new Map<string, string[]>();
  ofMonths.forEach((found, month) => {
    for (const run of found) {
      const name = JSON.stringify(run);
      months.set(name, [...(months.get(name) ?? []), monthNames[month] as string]);
    }
  });
  return [...months].map(([name, seasons]) => {
    const [from, to] = JSON.parse(name) as Run;
    return {
      ...(seasons.length < monthNames.length && { seasons }),
      ...days,
      ...((from > 0 || to < 24) && { from: clock(from), to: clock(to) }),
    };
  });
}

/** Refuses a schedule that names a rate which is not there. */
export function checkRates(schedule: UrdbSchedule, count: number, place: string): void {
  schedule.forEach((row, month) => {
    for (const number of row) {
      if (!Number.isInteger(number) || number >= count) refuse(`${place}/${month}`, `there is no rate ${number}`);
    }
  });
}
