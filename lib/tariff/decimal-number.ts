import BigJs, { type Big } from "big.js";

/** A decimal number: money, prices and what is charged for are never binary fractions. */
export type Decimal = Big;

/** Our own constructor, so that nobody else's settings of the library change a bill. Quotients have 30 places. */
const Decimals = BigJs();
Decimals.DP = 30;

export const decimalOf = (value: number | string | Decimal): Decimal => new Decimals(value);

export const zero = decimalOf(0);

/**
 * A sum of measured amounts as the decimal that it stands for: 14 digits and 9 places are more than any meter has, and
 * fewer than the binary fractions keep, so the same energy is the same decimal however its intervals were cut.
 */
export function measured(value: number): Decimal {
  return decimalOf(value.toPrecision(14)).round(9);
}

/** As it stands in a bill: plain digits, at most 12 places. */
export function written(value: Decimal): string {
  const text = value.round(12).toFixed();
  return text === "-0" ? "0" : text;
}
