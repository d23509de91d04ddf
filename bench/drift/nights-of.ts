import { type Night, nightOf } from "../../lib/baseline/night";

export const dayMs = 86_400_000;
/** 1 January 2018, Seoul. */
export const newYear = Date.UTC(2017, 11, 31, 15);

/** A series of days with their intervals, as nights from midnight to six; `perDay` intervals a day. */
export function nightsOf(
  days: readonly (readonly number[])[],
  temperature?: (day: number) => number,
): (Night | undefined)[] {
  return days.map((day, index) => {
    const quiet = day.slice(0, day.length / 4);
    return nightOf(newYear + index * dayMs, quiet, temperature?.(index));
  });
}
