/** An exact number: pulses are counted for years, and no rounding may add up over them. */
export interface Fraction {
  readonly numerator: bigint;
  /** Positive. */
  readonly denominator: bigint;
}

const decimalPattern = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/** In lowest terms. */
export function fraction(numerator: bigint, denominator: bigint): Fraction {
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/** The decimal that a person wrote: 0.1 is a tenth, not its binary neighbour. Throws RangeError where it is not finite. */
export function fractionOf(value: number): Fraction {
  const match = decimalPattern.exec(String(value));
  if (!match) throw new RangeError(`not a finite number: ${value}`);
  const [, sign = "", whole = "0", decimals = "", exponent = "0"] = match;
  const digits = BigInt(sign + whole + decimals);
  const power = Number(exponent) - decimals.length;
  return power < 0 ? fraction(digits, 10n ** BigInt(-power)) : fraction(digits * 10n ** BigInt(power), 1n);
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** Throws RangeError for one over zero. */
export function inverse({ numerator, denominator }: Fraction): Fraction {
  if (numerator === 0n) throw new RangeError("nothing is one over zero");
  return numerator < 0n ? fraction(-denominator, -numerator) : fraction(denominator, numerator);
}

const largestExact = BigInt(Number.MAX_SAFE_INTEGER);
const isExact = (integer: bigint): boolean => integer <= largestExact && integer >= -largestExact;

/** The nearest number; beyond 2^53 the whole part and the rest are rounded separately. */
export function toNumber({ numerator, denominator }: Fraction): number {
  if (isExact(numerator) && isExact(denominator)) return Number(numerator) / Number(denominator);
  return Number(numerator / denominator) + Number(numerator % denominator) / Number(denominator);
}

/** `n/d`, the form in which it is stored. */
export function toText({ numerator, denominator }: Fraction): string {
  return `${numerator}/${denominator}`;
}

/** Throws where the text is not of `toText`. */
export function fromText(text: string): Fraction {
  const [numerator, denominator] = text.split("/");
  return fraction(BigInt(numerator ?? ""), BigInt(denominator ?? ""));
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger === 0n ? 1n : larger;
}
