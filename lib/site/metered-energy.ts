import type { Interval } from "../contract/messages";

/** What counts as the energy a meter measures, the preferred first: some meters have no register of import. */
const preferred = ["active_energy_import", "active_energy_total"] as const;

/** Days have 23 to 25 hours; nothing else on the grid is longer than one. */
const shortestDayMs = 22 * 3_600_000;

export const isDay = ({ from, to }: Interval): boolean => to - from >= shortestDayMs;

/** The one of a meter's intervals of the same time that says its energy. */
export function energyOf(intervals: readonly Interval[]): Interval | undefined {
  return preferred
    .map((name) => intervals.find(({ quantity }) => quantity === name))
    .find((interval) => interval !== undefined);
}
