import { leastSquares } from "./least-squares";
import type { Night } from "./night";

/** Where the weather begins to make use, °C. */
export interface WeatherBases {
  readonly heatingBase: number;
  readonly coolingBase: number;
}

/** Of the change at least so much must remain beside the weather to be called drift. */
const leastOwnShare = 0.5;
/** The weather must have changed by this much to be the reason, K. */
const leastDifference = 0.3;
/** In fewer nights a change of the weather and one beside it cannot be told apart: the weather is believed. */
const fewestToTellApart = 10;

/**
 * Whether the weather explains a change of level that began at `since`: with degree days beside it in a regression over the
 * nights around it, less than half of the change is left, and more use went with more heating or cooling. False where
 * too many temperatures are missing.
 */
export function isSeasonal(all: readonly Night[], firstNew: number, bases: WeatherBases): boolean {
  if (!knowsWeather(all)) return false;
  const nights = all.filter(({ temperature }) => temperature !== undefined);
  const since = nights.findIndex(({ from }) => from >= (all[firstNew] as Night).from);
  if (since < 1) return false;
  const logs = nights.map(({ floor }) => Math.log(floor));
  const change = mean(logs.slice(since)) - mean(logs.slice(0, since));
  const step = nights.map((_night, index) => (index >= since ? 1 : 0));
  for (const sign of [1, -1] as const) {
    const base = sign === 1 ? bases.heatingBase : bases.coolingBase;
    const degrees = nights.map(({ temperature = base }) => Math.max(0, sign * (base - temperature)));
    const difference = mean(degrees.slice(since)) - mean(degrees.slice(0, since));
    if (Math.sign(change) * difference < leastDifference) continue;
    const ones = nights.map(() => 1);
    const alone = leastSquares([ones, degrees], logs);
    const both = leastSquares([ones, degrees, step], logs);
    const slope = alone?.coefficients[1] ?? 0;
    if (!(slope > 0)) continue;
    const canTell = nights.length - since >= fewestToTellApart;
    const own = both && canTell ? (both.coefficients[2] as number) * Math.sign(change) : 0;
    const half = leastOwnShare * Math.abs(change);
    if (own < half && slope * Math.abs(difference) > half) return true;
  }
  return false;
}

/** Of so many nights at least. */
const knownShare = 0.8;

/** Whether the temperature is known well enough to tell the weather's share. */
export const knowsWeather = (nights: readonly Night[]): boolean =>
  nights.filter(({ temperature }) => temperature !== undefined).length >= knownShare * nights.length;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
