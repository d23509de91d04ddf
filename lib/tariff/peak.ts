import { type Decimal, decimalOf, measured, zero } from "./decimal-number";
import type { DemandWindow } from "./demand-windows";
import type { LoadInterval } from "./load";
import { eachPart } from "./metered-load";
import type { Peak } from "./tariff";

/** The power that a month is charged for, and the highest window, ms UTC. */
export interface MeteredPeak {
  readonly value: Decimal;
  readonly at: number;
}

const hourMs = 3_600_000;

/** Mean power of each window. What is missing counts as nothing used: the true mean is at least this. */
export function meanPowers(windows: readonly DemandWindow[], intervals: readonly LoadInterval[]): Float64Array {
  const powers = new Float64Array(windows.length);
  eachPart(intervals, windows, ({ amount }, index) => {
    powers[index] = (powers[index] ?? 0) + amount;
  });
  windows.forEach(({ from, to }, index) => {
    powers[index] = ((powers[index] ?? 0) * hourMs) / (to - from);
  });
  return powers;
}

/** The windows of which anything was counted. */
export function knownWindows(windows: readonly DemandWindow[], intervals: readonly LoadInterval[]): DemandWindow[] {
  const known = new Set<number>();
  eachPart(intervals, windows, (_, index) => known.add(index));
  return windows.filter((_, index) => known.has(index));
}

/** The peak of some windows; undefined where there is no window at all. */
export function peakOf(peak: Peak, windows: readonly DemandWindow[], powers: Float64Array): MeteredPeak | undefined {
  const [first] = windows;
  if (!first) return undefined;
  const n = peak.kind === "mean" ? peak.n : 1;
  const ranks = powers.map(rankOf);
  const byDay = peak.kind === "mean" && peak.of === "days";
  const top = byDay ? highest(highestOfDays(windows, ranks), ranks, n) : highest(windows.keys(), ranks, n);
  const sum = top.reduce((total, index) => total.plus(measured(powers[index] as number)), zero);
  return { value: sum.div(decimalOf(top.length)), at: windows[top[0] as number]?.from ?? first.from };
}

/** Powers that differ by less than binary fractions can tell are equal: the first of them is the peak. */
const rankOf = (power: number): number => Math.round(power * 1e9);

/** The first n in the order of their ranks. */
function highest(indexes: Iterable<number>, ranks: Float64Array, n: number): number[] {
  const rank = (index: number | undefined): number => ranks[index as number] as number;
  const top: number[] = [];
  for (const index of indexes) {
    if (top.length === n && rank(index) <= rank(top[n - 1])) continue;
    const place = top.findIndex((other) => rank(index) > rank(other));
    top.splice(place === -1 ? top.length : place, 0, index);
    top.length = Math.min(top.length, n);
  }
  return top;
}

function highestOfDays(windows: readonly DemandWindow[], ranks: Float64Array): number[] {
  const days = new Map<string, number>();
  windows.forEach(({ date }, index) => {
    const known = days.get(date);
    if (known === undefined || (ranks[index] as number) > (ranks[known] as number)) days.set(date, index);
  });
  return [...days.values()];
}
