import type { UsePeriod } from "./model-shape";

/** Use above what is expected, followed day by day. */
export interface Excess {
  /** Sum of what each day lay above, in standard deviations less the allowance; 0: nothing. */
  readonly sum: number;
  /** First day since it is above 0, and what was used and expected since. */
  readonly since?: number;
  readonly days: number;
  readonly actual: number;
  readonly expected: number;
  readonly isTold: boolean;
}

export const noExcess: Excess = { sum: 0, days: 0, actual: 0, expected: 0, isTold: false };

/** CUSUM of standardised residuals: half a deviation is allowed, at eight it is told; no single day counts for more than three. */
const allowance = 0.5;
const limit = 8;
const mostOfADay = 3;
/** So that an excess that has ended is over in as many days as it took to be seen. */
const ceiling = 12;

/**
 * Takes in a day. `deviation`: of a day's residual; `autocorrelation` of neighbours stretches the sums, and the limit with
 * them. `leastRatio`: of the expected use, below which an excess is not told.
 */
export function afterDay(
  before: Excess,
  { from, amount }: UsePeriod,
  expected: number,
  { deviation, autocorrelation, leastRatio }: { deviation: number; autocorrelation: number; leastRatio: number },
): Excess {
  const carried = Math.max(0, Math.min(0.9, autocorrelation));
  const stretch = Math.sqrt((1 + carried) / (1 - carried));
  const apart = deviation > 0 ? (amount - expected) / (deviation * stretch) : 0;
  const step = Math.max(-mostOfADay, Math.min(mostOfADay, apart)) - allowance / stretch;
  const sum = Math.min(ceiling, before.sum + step);
  if (sum <= 0) return noExcess;
  const next = {
    sum,
    since: before.since ?? from,
    days: before.days + 1,
    actual: before.actual + amount,
    expected: before.expected + expected,
  };
  const isFound = sum >= limit && next.actual - next.expected >= leastRatio * next.expected;
  return { ...next, isTold: before.isTold || isFound };
}
