import { falseAlarms, found, type Household, household } from "./leaks/measure";
import { waterIds, waterSeries } from "./leaks/water-series";
import type { Options } from "./run";

const usualSizes = [1, 2, 5, 10, 20, 50];
const pulses = [1, 10];

/**
 * Leaks of several sizes put into a year of 27 households: how many are found, how soon, and how often the detector speaks where none was
 * added. `--placements` for each household and size, `--seed`, `--every 2 --first 1` takes every second household, from the second on;
 * `--learning` days are known before a leak begins.
 */
export async function run(options: Options): Promise<object> {
  const { placements = 20, seed = 1, every = 1, first = 0, learning = 30, pulse, size } = options;
  const ids = waterIds.filter((_id, index) => index % every === first);
  const table: object[] = [];
  for (const litres of pulse ? [pulse] : pulses) {
    const households = ids.map((id): Household => household(waterSeries(id), litres));
    for (const group of ["ordinary", "restless", "all"] as const) {
      const chosen = households.filter(({ restless }) => group === "all" || restless === (group === "restless"));
      const sizes = size ? [size] : usualSizes;
      const search = { pulse: litres, placements, seed, sizes, learningDays: learning };
      table.push({
        litresPerPulse: litres,
        households: group,
        ...falseAlarms(chosen),
        sizes: found(chosen, search),
      });
    }
  }
  return { placements, seed, table };
}
