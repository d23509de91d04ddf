import { quantile } from "./night";

/** Share of the lowest values that make a level: what was on by exception lifts a night, nothing lowers it below the floor. */
const lowerShare = 0.5;

/** Mean of the lower half. */
export function levelOf(values: readonly number[]): number {
  const lowest = sorted(values).slice(0, Math.max(1, Math.round(lowerShare * values.length)));
  return lowest.reduce((sum, value) => sum + value, 0) / lowest.length;
}

/** Sum of what the values lie apart from their median. */
export function apartFromMedian(values: readonly number[]): number {
  const median = quantile(sorted(values), 0.5);
  return values.reduce((sum, value) => sum + Math.abs(value - median), 0);
}

/** Median of what neighbours differ by, as a standard deviation: of one value, and no trend or single step adds to it. */
export function scatterOf(values: readonly number[]): number {
  const differences = values.slice(1).map((value, index) => Math.abs(value - (values[index] as number)));
  return (1.4826 / Math.SQRT2) * quantile(sorted(differences), 0.5);
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
