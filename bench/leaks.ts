import { falseAlarms, found, type Household, household } from "./leaks/measure";
import { type Detector, type Listening, ourDetector } from "./leaks/placement";
import { publishedRule } from "./leaks/published-rule";
import { waterIds, waterSeries } from "./leaks/water-series";
import type { Options } from "./run";

const usualSizes = [1, 2, 5, 10, 20, 50];
const pulses = [1, 10];
const detectors: readonly (readonly [name: string, detector: Detector])[] = [
  ["leak-detector", ourDetector as Detector],
  ["36 h without a zero hour", publishedRule as Detector],
];

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
    for (const [name, detector] of detectors) {
      const listening: Listening = { detector, pulse: litres, form: "register" };
      const households = ids.map((id): Household => household(waterSeries(id), listening));
      for (const group of ["ordinary", "restless", "all"] as const) {
        const chosen = households.filter(({ restless }) => group === "all" || restless === (group === "restless"));
        const search = { listening, placements, seed, sizes: size ? [size] : usualSizes, learningDays: learning };
        const row = { detector: name, litresPerPulse: litres, households: group };
        table.push({ ...row, ...falseAlarms(chosen), sizes: found(chosen, search) });
      }
    }
  }
  return { placements, seed, table };
}
