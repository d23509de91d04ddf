import type { QuarterCurve } from "./quarter-curve";
import type { LoadFigures, Peak } from "./report-model";

/** The highest quarter-hour that is wholly known; the earlier of equals. */
export function peakOf(curve: QuarterCurve): Peak | null {
  let peak: Peak | null = null;
  for (let slot = 0; slot < curve.length; slot++) {
    const kw = curve.meanAt(slot);
    if (kw !== undefined && (peak === null || kw > peak.kw)) peak = { kw, at: curve.timeOf(slot) };
  }
  return peak;
}

/** The highest quarter-hours of as many days, the highest first; `dayOf` names a time's day. */
export function peaksByDay(curve: QuarterCurve, dayOf: (at: number) => string, count: number): Peak[] {
  const byDay = new Map<string, Peak>();
  for (let slot = 0; slot < curve.length; slot++) {
    const kw = curve.meanAt(slot);
    if (kw === undefined) continue;
    const at = curve.timeOf(slot);
    const day = dayOf(at);
    if (kw > (byDay.get(day)?.kw ?? Number.NEGATIVE_INFINITY)) byDay.set(day, { kw, at });
  }
  return [...byDay.values()].sort((a, b) => b.kw - a.kw || a.at - b.at).slice(0, count);
}

/** `working`: 1 for each quarter-hour of working time. */
export function loadFigures(curve: QuarterCurve, working: Uint8Array, idlePercent: number): LoadFigures {
  const peak = peakOf(curve);
  const idleBelow = ((peak?.kw ?? 0) * idlePercent) / 100;
  const idles = (slot: number): boolean => {
    const kw = curve.meanAt(slot);
    return kw !== undefined && kw > 0 && kw < idleBelow;
  };
  return {
    peak,
    offShift: curve.total((slot) => working[slot] !== 1),
    idle: peak && curve.total(idles),
  };
}

/** kW of the known quarter-hours, the highest first. */
export function sortedLoad(curve: QuarterCurve): number[] {
  const known: number[] = [];
  for (let slot = 0; slot < curve.length; slot++) {
    const kw = curve.meanAt(slot);
    if (kw !== undefined) known.push(kw);
  }
  return known.sort((a, b) => b - a);
}

/** At most `count` of them, evenly spread, the first and the last included. */
export function thinned(values: readonly number[], count: number): number[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, n) => values[Math.round((n * (values.length - 1)) / (count - 1))] ?? 0);
}
