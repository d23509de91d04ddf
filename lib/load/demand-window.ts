import type { Interval } from "../contract/messages";
import type { Grid, Span } from "../metering/grid";
import type { PowerSample } from "./power-sample";

/** A demand window of the site's clock that is running; ms UTC. */
export interface DemandWindow extends Span {
  /** kWh used in what is known of it. */
  readonly kwh: number;
  readonly knownMs: number;
}

/** A window that is over: its mean, kW. */
export interface ClosedWindow extends Span {
  readonly kw: number;
}

export const msPerHour = 3_600_000;
/** What is known of less than so much of a window is no measurement of it. */
const leastKnown = 0.8;

/** Adds a stretch to the windows that it lies in. */
export function windowAfter(
  before: DemandWindow | undefined,
  { from, to, kw }: PowerSample,
  grid: Grid,
): { readonly window: DemandWindow; readonly closed: readonly ClosedWindow[] } {
  const closed: ClosedWindow[] = [];
  let window = before && from < before.to && from >= before.from ? before : begun(grid, from);
  if (before && window !== before) closed.push(...meanOf(before));
  for (let at = from; ; ) {
    const end = Math.min(to, window.to);
    window = { ...window, kwh: window.kwh + (kw * (end - at)) / msPerHour, knownMs: window.knownMs + (end - at) };
    if (end < window.to) return { window, closed };
    closed.push(...meanOf(window));
    window = begun(grid, end);
    at = end;
    if (at >= to) return { window, closed };
  }
}

function begun(grid: Grid, at: number): DemandWindow {
  const { from, to } = grid.spanAt(at);
  return { from, to, kwh: 0, knownMs: 0 };
}

function meanOf({ from, to, kwh, knownMs }: DemandWindow): ClosedWindow[] {
  return knownMs < leastKnown * (to - from) ? [] : [{ from, to, kw: (kwh * msPerHour) / knownMs }];
}

/** A window whose energy is known as a whole; undefined where an interval is no window, or is not measured. */
export function countedWindow({ from, to, amount, quality, version }: Interval, grid: Grid): ClosedWindow | undefined {
  // Version 0 still runs.
  if (version === 0 || quality !== "measured") return undefined;
  const window = grid.spanAt(from);
  if (window.from !== from || window.to !== to) return undefined;
  return { from, to, kw: (amount * msPerHour) / (to - from) };
}

/** The mean of a running window so far, kW; what is not known of it was as it is now. Undefined where too little is known. */
export function usedOf({ from, kwh, knownMs }: DemandWindow, at: number, presentKw: number): number | undefined {
  const elapsed = at - from;
  if (knownMs < leastKnown * elapsed) return undefined;
  return elapsed === 0 ? presentKw : (kwh * msPerHour + presentKw * (elapsed - knownMs)) / elapsed;
}
