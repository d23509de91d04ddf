/**
 * A number as an unevaluated sum of two doubles, about 31 digits. Least squares squares the condition of its data: what
 * plain doubles lose on steep polynomials is won back here (Dekker 1971, Knuth's two-sum, Veltkamp's split).
 */
export interface DoubleDouble {
  readonly high: number;
  readonly low: number;
}

export const zero: DoubleDouble = { high: 0, low: 0 };
export const exactly = (value: number): DoubleDouble => ({ high: value, low: 0 });

const splitter = 2 ** 27 + 1;

function twoSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  const part = high - a;
  return { high, low: a - (high - part) + (b - part) };
}

function twoProduct(a: number, b: number): DoubleDouble {
  const high = a * b;
  const shiftedA = splitter * a;
  const highA = shiftedA - (shiftedA - a);
  const lowA = a - highA;
  const shiftedB = splitter * b;
  const highB = shiftedB - (shiftedB - b);
  const lowB = b - highB;
  return { high, low: lowA * lowB - (high - highA * highB - lowA * highB - highA * lowB) };
}

/** `high` is known to be the larger one. */
function normalised(high: number, low: number): DoubleDouble {
  const sum = high + low;
  return { high: sum, low: low - (sum - high) };
}

export function plus(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const high = twoSum(a.high, b.high);
  const low = twoSum(a.low, b.low);
  const first = normalised(high.high, high.low + low.high);
  return normalised(first.high, first.low + low.low);
}

export const negative = ({ high, low }: DoubleDouble): DoubleDouble => ({ high: -high, low: -low });
export const minus = (a: DoubleDouble, b: DoubleDouble): DoubleDouble => plus(a, negative(b));

export function times(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = twoProduct(a.high, b.high);
  return normalised(product.high, product.low + (a.high * b.low + a.low * b.high));
}

export function over(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const first = a.high / b.high;
  const rest = minus(a, times(b, exactly(first)));
  const second = rest.high / b.high;
  const last = minus(rest, times(b, exactly(second))).high / b.high;
  return plus(normalised(first, second), exactly(last));
}

export function root(a: DoubleDouble): DoubleDouble {
  if (a.high <= 0) return zero;
  const estimate = Math.sqrt(a.high);
  const rest = minus(a, twoProduct(estimate, estimate));
  return normalised(estimate, rest.high / (2 * estimate));
}

export const dot = (a: readonly DoubleDouble[], b: readonly DoubleDouble[]): DoubleDouble =>
  a.reduce((sum, value, index) => plus(sum, times(value, b[index] as DoubleDouble)), zero);
