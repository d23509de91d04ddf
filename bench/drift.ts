import { readFileSync } from "node:fs";
import { join } from "node:path";
import { between } from "../lib/simulate/chance";
import { stepCosts } from "./drift/step-cost";
import { variants } from "./drift/variants";
import { risesIn, sharesOf, type WatchedYear, watched, type Year } from "./drift/year";
import type { Options } from "./run";

const sizes = [0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3];
const delays = [3, 5, 7, 10, 14, 21, 28, 42];
/** 1 March, 1 October and 1 November as days of the year. */
const [march, october, november] = [59, 273, 304] as const;

/**
 * A lasting rise of the nights of a steel works from random days of March to October on: which share is told within how many
 * nights, for `--seeds` (10) draws of `--placements` (120); then the two goals on each variant of the year.
 */
export async function run({ seeds = 10, placements = 120, curve = 1 }: Options): Promise<object> {
  const year = steelYear();
  const original = watched(year);
  const draws = Array.from({ length: seeds }, (_none, index) => startsOf(index + 1, placements));
  return {
    seeds,
    placements,
    microsecondsPerMessage: stepCosts(),
    untouched: original.told.map(({ day, condition: { rule, active, severity, value } }) => {
      return { day, rule, active, severity, value };
    }),
    risesMarchToSeptember: risesIn(original, march, october).length,
    tenPercentIn7: spread(draws.map((starts) => goal(original, 0.1, starts, 7))),
    fivePercentIn21: spread(draws.map((starts) => goal(original, 0.05, starts, 21))),
    ...(curve === 1 && { curve: curveOf(original, everyDay) }),
    variants: Object.fromEntries(Object.keys(variants).map((name) => [name, robustness(name, year)])),
  };
}

/** Every day from March to October: what random placements scatter around. */
const everyDay = Array.from({ length: november - march }, (_none, index) => march + index);

const startsOf = (seed: number, placements: number): number[] =>
  Array.from({ length: placements }, (_none, index) => Math.floor(between(seed, index, march, november)));

const goal = (year: WatchedYear, ratio: number, starts: readonly number[], within: number): number =>
  sharesOf(year, ratio, starts, [within])[0] ?? 0;

function curveOf(year: WatchedYear, starts: readonly number[]): object[] {
  return sizes.map((size) => {
    const shares = sharesOf(year, size, starts, delays).map((share, index) => [`within${delays[index]}`, round(share)]);
    return { percent: Math.round(100 * size), ...Object.fromEntries(shares) };
  });
}

const fewSeeds = [1, 2, 3];
const drawn = new Set(["noisy", "gapsOf5Percent", "otherYear", "madeMachine"]);

/** The goals on a variant, over every day as placement; of what is drawn by chance for some seeds. */
function robustness(name: string, year: Year): object {
  const make = variants[name] ?? ((same: Year) => same);
  const seeds = drawn.has(name) ? fewSeeds : [1];
  const years = seeds.map((seed) => watched(make(year, seed)));
  return {
    tenPercentIn7: spread(years.map((one) => goal(one, 0.1, everyDay, 7))),
    fivePercentIn21: spread(years.map((one) => goal(one, 0.05, everyDay, 21))),
    risesMarchToSeptember: years.map((one) => risesIn(one, march, october).length),
  };
}

function spread(values: readonly number[]): object {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { min: round(Math.min(...values)), mean: round(mean), max: round(Math.max(...values)) };
}

const round = (value: number): number => Math.round(1000 * value) / 1000;

/** The quarter hours of each day, kWh. */
export function steelYear(): number[][] {
  const file = join(__dirname, "../lib/simulate/steel-load.json");
  const { activeKwhHundredths } = JSON.parse(readFileSync(file, "utf8")) as { activeKwhHundredths: readonly string[] };
  return activeKwhHundredths.map((day) => day.split(" ").map((value) => Number(value) / 100));
}
