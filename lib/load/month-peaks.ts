import type { Grid } from "../metering/grid";
import type { ClosedWindow } from "./demand-window";

/** The highest windows of the months; ms UTC, kW. */
export interface MonthPeaks {
  readonly from: number;
  readonly to: number;
  /** What is not to be exceeded. */
  readonly peakKw: number;
  readonly peakAt?: number;
  /** Of the months before, the newest last. */
  readonly past: readonly number[];
  /** When the first window was seen. */
  readonly startedAt: number;
  readonly counted?: CountedPeak;
}

/** The highest window of a month whose energy has been counted, and between which times windows have been. */
interface CountedPeak {
  readonly peakKw: number;
  readonly peakAt: number;
  readonly from: number;
  readonly to: number;
}

const monthsKept = 12;
const dayMs = 86_400_000;
/** So long it takes to see what a month may reach where no month is known yet. */
const firstDays = 7;

/** A window as its power was seen. */
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

/**
 * A window as its energy was counted, which is what is billed. It raises the peak where the power that was seen was too low, and
 * leaves one that was seen higher: what is forecast is seen the same way.
 */
export function countedPeaksAfter(before: MonthPeaks | undefined, window: ClosedWindow, months: Grid): MonthPeaks {
  if (before && window.from < before.from) return before;
  const { from, to, kw } = window;
  const peaks = peaksAfter(before, window, months);
  const { counted: known } = peaks;
  const isAgain = known !== undefined && from === known.peakAt;
  const isHighest = known === undefined || isAgain || kw > known.peakKw;
  const highest = isHighest ? { peakKw: kw, peakAt: from } : { peakKw: known.peakKw, peakAt: known.peakAt };
  // What was counted wrongly has been no peak.
  const isTakenBack = isAgain && peaks.peakAt === from && peaks.peakKw === known.peakKw;
  const counted = { ...highest, from: Math.min(from, known?.from ?? from), to: Math.max(to, known?.to ?? to) };
  return { ...peaks, ...(isTakenBack && highest), counted };
}

/** The month's peak, kW: as it was counted where its time has been. */
export const monthPeak = ({ peakKw, peakAt = 0, counted }: MonthPeaks): number =>
  counted && peakAt >= counted.from && peakAt < counted.to ? counted.peakKw : peakKw;

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
