import type { Grid } from "../metering/grid";
import type { ClosedWindow } from "./demand-window";

/** The highest windows of the months; ms UTC, kW. */
export interface MonthPeaks {
  readonly from: number;
  readonly to: number;
  readonly peakKw: number;
  readonly peakAt?: number;
  /** Of the months before, the newest last. */
  readonly past: readonly number[];
  /** When the first window was seen. */
  readonly startedAt: number;
}

const monthsKept = 12;
const dayMs = 86_400_000;
/** So long it takes to see what a month may reach where no month is known yet. */
const firstDays = 7;

export function peaksAfter(before: MonthPeaks | undefined, window: ClosedWindow, months: Grid): MonthPeaks {
  if (before && window.from < before.to) {
    return window.kw > before.peakKw ? { ...before, peakKw: window.kw, peakAt: window.from } : before;
  }
  const startedAt = before?.startedAt ?? window.from;
  // A month of which only the end was seen says little about months.
  const isWhole = before !== undefined && before.to - Math.max(before.from, startedAt) >= firstDays * dayMs;
  const past = before && isWhole ? [...before.past, before.peakKw].slice(-monthsKept) : (before?.past ?? []);
  return { ...months.spanAt(window.from), peakKw: window.kw, peakAt: window.from, past, startedAt };
}

/** A load that never changes makes windows that differ by the reading's time and its last digit: the same peak, not a higher one. */
const samePeak = 1.0003;

/** What the next window must stay below for the month not to become dearer, kW; undefined while nothing is known of it. */
export function learntLimit(peaks: MonthPeaks | undefined, at: number, pastShare: number): number | undefined {
  const highest = peaks && highestFor(peaks, at, pastShare);
  return highest && highest * samePeak;
}

function highestFor(peaks: MonthPeaks, at: number, pastShare: number): number | undefined {
  const peakKw = at < peaks.to ? peaks.peakKw : 0;
  const past = at < peaks.to ? peaks.past : [...peaks.past, peaks.peakKw];
  if (past.length > 0) return Math.max(peakKw, pastShare * median(past));
  return at - peaks.startedAt >= firstDays * dayMs && peakKw > 0 ? peakKw : undefined;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
