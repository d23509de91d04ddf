import type { Increment } from "./increment";

/** The last rate of a meter that has no register: kW, L/min or m³/min. */
export interface PowerTrack {
  readonly at: number;
  readonly rate: number;
}

export interface Integrated {
  readonly track: PowerTrack;
  readonly increment?: Increment;
}

/**
 * Consumption from a rate by the trapezoidal rule. Beyond twice the maximum gap nothing is assumed: the
 * stretch is marked as unknown instead of drawing a line through it.
 *
 * @param rateHours hours per time unit of the rate: 1 for kW → kWh, 1/60 for L/min → L
 */
export function integrateRate(
  track: PowerTrack | undefined,
  at: number,
  rate: number,
  maxGapMs: number,
  rateHours: number,
): Integrated {
  if (!track) return { track: { at, rate } };
  if (at <= track.at) return { track };
  const elapsed = at - track.at;
  const next = { at, rate };
  if (elapsed > 2 * maxGapMs) {
    return { track: next, increment: { from: track.at, to: at, amount: 0, reasons: ["no-data"] } };
  }
  const amount = (((track.rate + rate) / 2) * elapsed) / 3_600_000 / rateHours;
  return { track: next, increment: { from: track.at, to: at, amount, reasons: [] } };
}
