/**
 * Registers are counted as integers of a millionth of their unit (a milliwatt-hour, a microlitre): differences of
 * integers are exact, and so are their sums. Nine thousand million units fit.
 */
const perUnit = 1_000_000;
const largest = Number.MAX_SAFE_INTEGER / perUnit;

/** The integer for a value in its canonical unit; undefined where it is no possible register. */
export function countOf(value: number): number | undefined {
  return value >= 0 && value <= largest ? Math.round(value * perUnit) : undefined;
}

/** A count in the canonical unit, at most six decimals. */
export const amountOf = (count: number): number => count / perUnit;

/** From what a register shows to what is counted. */
export interface Scale {
  readonly perUnit: number;
  readonly offset: number;
}

/** The last digit, counts, that a register with these values can have: where it shows them, a power of ten, at most one unit. */
export function lastDigit(digit: number, count: number, scale?: Scale): number {
  let finer = scale ? digit / scale.perUnit : digit;
  const shown = scale ? Math.round((count - scale.offset * perUnit) / scale.perUnit) : count;
  while (finer > 1 && shown % Math.round(finer) !== 0) finer /= 10;
  return scale ? finer * scale.perUnit : finer;
}

export const coarsestDigit = perUnit;

/**
 * The count at which a register returns to 0. People give either that (1000000) or the last value it shows
 * (999999.9, 4294967295); only nines and binary ends can be the latter.
 */
export function turnOf(max: number): number {
  const text = String(max);
  const decimals = text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
  const shown = Number(text.replace(".", ""));
  const isLast = /^9+$/.test(String(shown)) || [2 ** 16, 2 ** 24, 2 ** 31, 2 ** 32].includes(shown + 1);
  return Math.round((isLast ? (shown + 1) / 10 ** decimals : max) * perUnit);
}
