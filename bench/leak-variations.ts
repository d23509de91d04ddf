import type { Form } from "./leaks/forms";
import { falseAlarms, found, household } from "./leaks/measure";
import { type Detector, type Listening, ourDetector } from "./leaks/placement";
import * as vary from "./leaks/variations";
import { waterIds, waterSeries } from "./leaks/water-series";
import type { Options } from "./run";

interface Case {
  readonly name: string;
  readonly variation?: vary.Variation;
  readonly form?: Form;
}

const cases: readonly Case[] = [
  { name: "as they are" },
  { name: "2 households on one meter", variation: vary.joinedWith(1) },
  { name: "3 households on one meter", variation: vary.joinedWith(2) },
  { name: "half as much used", variation: vary.scaledBy(0.5) },
  { name: "twice as much used", variation: vary.scaledBy(2) },
  { name: "three times as much used", variation: vary.scaledBy(3) },
  { name: "shifted by up to a day", variation: vary.shifted },
  { name: "local time taken for UTC", variation: vary.localClock },
  { name: "5 % of the hours missing", variation: vary.withGaps(0.05) },
  { name: "doubled, late and begun anew", variation: vary.untidy },
  { name: "intervals", form: "interval" },
  { name: "every 6 h", variation: vary.thinned(6) },
  { name: "every 15 min, 120 days", variation: vary.refined(15, 120) },
  { name: "every 5 min, 120 days", variation: vary.refined(5, 120) },
  { name: "every min, 60 days", variation: vary.refined(1, 60) },
  { name: "flow gauge, every 5 min, 120 days", variation: vary.refined(5, 120), form: "gauge" },
];

/** The same households as they might be otherwise, or as other meters would tell of them. `--only 3` takes the fourth variation alone. */
export async function run(options: Options): Promise<object> {
  const { placements = 4, seed = 1, every = 1, first = 0, learning = 30, pulse = 1, size, only } = options;
  const ids = waterIds.filter((_id, index) => index % every === first);
  const table = cases
    .filter((_case, index) => only === undefined || index === only)
    .map(({ name, variation = (series) => series, form = "register" }) => {
      const listening: Listening = { detector: ourDetector as Detector, pulse, form };
      const households = ids.map((id, index) => household(variation(waterSeries(id), seed * 1000 + index), listening));
      const search = { listening, placements, seed, sizes: size ? [size] : [5, 10], learningDays: learning };
      return { litresPerPulse: pulse, households: name, ...falseAlarms(households), sizes: found(households, search) };
    });
  return { placements, seed, table };
}
