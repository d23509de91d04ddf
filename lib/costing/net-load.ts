import type { Load, LoadInterval } from "../tariff/load";
import { eachPart } from "../tariff/metered-load";

/**
 * What a meter used less what others below it did, never below 0: meters are not exact. Where those below have nothing for
 * a time, nothing is taken off.
 */
export function netLoad(own: Load, below: readonly Load[]): Load {
  if (below.length === 0) return own;
  return Object.fromEntries(
    Object.entries(own).map(([quantity, intervals]) => [
      quantity,
      below.reduce((left, load) => less(left, load[quantity] ?? []), intervals),
    ]),
  );
}

function less(intervals: readonly LoadInterval[], taken: readonly LoadInterval[]): LoadInterval[] {
  const off = new Float64Array(intervals.length);
  eachPart(taken, intervals, ({ amount }, index) => {
    off[index] = (off[index] as number) + amount;
  });
  return intervals.map((interval, index) => ({
    ...interval,
    amount: Math.max(0, interval.amount - (off[index] as number)),
  }));
}
