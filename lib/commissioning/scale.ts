/** Scales that a wrong unit, a wrong number of decimals or a transformer's ratio bring in. */
const usualScales = [1000, 100, 10, 0.1, 0.01, 0.001] as const;

/** The power of ten that `times` is within this share of; undefined where it is none of them. */
export function powerOfTen(times: number, share = 0.3): number | undefined {
  return usualScales.find((scale) => Math.abs(times / scale - 1) <= share);
}

/** Whether `value` is `expected` but for this share of it. */
export const isAbout = (value: number, expected: number, share: number): boolean =>
  Math.abs(value - expected) <= share * Math.abs(expected);
