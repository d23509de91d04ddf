import type { Grid } from "./grid";
import { turnOf } from "./register-count";

/** What decides how far a register of one meter is believed. Rates in counts per ms. */
export interface RegisterRules {
  /** The most that the meter can measure; undefined: not known, then it is learnt. */
  readonly ratedRate?: number;
  readonly maxGapMs: number;
  /** A doubtful course is believed after this many readings, or after two that span `confirmMs`. */
  readonly confirmReadings: number;
  readonly confirmMs: number;
  /** Grid with the shortest steps. */
  readonly finest: Grid;
  /** The last digit, counts; undefined: seen from the values. */
  readonly digit?: number;
}

/** Overloads, and clocks that differ by a little. */
const ratedMargin = 1.25;
/** A meter of unknown rating may begin to measure this much more than it ever has. */
const learntFactor = 10;
/** What rounding at both ends makes of a difference. */
const digitsAllowed = 2;
/** Values that were 32-bit floats have 24 bits. */
const floatAllowed = 2 ** -22;

/** The highest believable rate; infinite while nothing is known. `learnt`: the highest rate there was, 0 before. */
export function highestRate(rules: RegisterRules, learnt: number): number {
  if (rules.ratedRate !== undefined) return rules.ratedRate * ratedMargin;
  return learnt > 0 ? learnt * learntFactor : Number.POSITIVE_INFINITY;
}

/** The difference that rounding alone can make at this value. */
export const roundingAt = (value: number, digit: number): number => digitsAllowed * digit + value * floatAllowed;

/** The most that can have been consumed in `ms`: for amounts that must be bounded. */
export function mostIn(rules: RegisterRules, learnt: number, ms: number): number {
  return rules.ratedRate !== undefined ? Math.round(rules.ratedRate * ms) : highestRate(rules, learnt) * ms;
}

/** Where registers usually return to 0: decimal displays, 16- and 32-bit counters in units, tenths, hundredths, thousandths. */
const usualTurns: readonly number[] = [
  ...Array.from({ length: 7 }, (_, n) => turnOf(10 ** (n + 3))),
  ...[2 ** 16, 2 ** 32].flatMap((end) => [0, 1, 2, 3].map((decimals) => turnOf(end / 10 ** decimals))),
]
  .filter(Number.isSafeInteger)
  .sort((a, b) => a - b);

/** The first usual turn above `value`. */
export const usualTurnAbove = (value: number): number | undefined => usualTurns.find((turn) => turn > value);
