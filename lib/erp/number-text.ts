import Big from "big.js";
import type { Sign } from "./export-profile";

interface NumberForm {
  readonly decimals: number | undefined;
  readonly mark: "." | "," | "";
  readonly sign: Sign;
}

/** A decimal string times a factor, rounded half away from zero; never in powers of ten, never `-0`. */
export function decimalText(number: string, factor: string | undefined, decimals: number | undefined): string {
  const product = factor === undefined ? new Big(number) : new Big(number).times(factor);
  const rounded = decimals === undefined ? product : product.round(decimals, Big.roundHalfUp);
  const text = rounded.toFixed(decimals);
  return rounded.eq(0) ? text.replace("-", "") : text;
}

export function negated(number: string): string {
  if (new Big(number).eq(0)) return number;
  return number.startsWith("-") ? number.slice(1) : `-${number}`;
}

export const isNegative = (number: string): boolean => new Big(number).lt(0);

export function sumOf(numbers: readonly string[]): string {
  return numbers.reduce((sum, number) => sum.plus(number), new Big(0)).toFixed();
}

/** A decimal string as an ERP writes it. Without a mark the digits stand together: 12.50 is 1250. */
export function numberText(number: string, { decimals, mark, sign }: NumberForm): string {
  const exact = decimalText(number, undefined, decimals);
  const digits = exact.replace("-", "").replace(".", mark);
  if (!exact.startsWith("-") || sign === "absolute") return digits;
  return sign === "trailing-minus" ? `${digits}-` : `-${digits}`;
}
