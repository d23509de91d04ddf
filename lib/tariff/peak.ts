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

/** The peak of some windows; undefined where there is no window at all. */
export function peakOf(peak: Peak, windows: readonly DemandWindow[], powers: Float64Array): MeteredPeak | undefined {
  const [first] = windows;
  if (!first) return undefined;
  const n = peak.kind === "mean" ? peak.n : 1;
  const byDay = peak.kind === "mean" && peak.of === "days";
  const highest = byDay ? highestOfDays(windows, powers) : windows.map((_, index) => index);
  const top = highest.sort((a, b) => (powers[b] as number) - (powers[a] as number) || a - b).slice(0, n);
  const sum = top.reduce((total, index) => total.plus(measured(powers[index] as number)), zero);
  return { value: sum.div(decimalOf(top.length)), at: windows[top[0] as number]?.from ?? first.from };
}

function highestOfDays(windows: readonly DemandWindow[], powers: Float64Array): number[] {
  const days = new Map<string, number>();
  windows.forEach(({ date }, index) => {
    const known = days.get(date);
    if (known === undefined || (powers[index] as number) > (powers[known] as number)) days.set(date, index);
  });
  return [...days.values()];
}
