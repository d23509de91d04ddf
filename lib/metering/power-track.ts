import { type Increment, noReasons } from "./increment";

/** The last rate of a meter that has no register: kW, L/min or m³/min. */
export interface PowerTrack {
  readonly at: number;
  readonly rate: number;
  /** Part of a count that rounding has left over. */
  readonly rest: number;
}

export interface Integrated {
  readonly track: PowerTrack;
  readonly increment: Increment;
}

/**
 * Consumption from a rate by the trapezoidal rule. Beyond twice the maximum gap nothing is assumed: the
 * stretch is marked as unknown instead of drawing a line through it.
 *
 * @param countsPerMs what one unit of the rate counts in a millisecond
 */
export function integrateRate(
  track: PowerTrack,
  at: number,
  rate: number,
  maxGapMs: number,
  countsPerMs: number,
): Integrated {
  const elapsed = at - track.at;
  if (elapsed > 2 * maxGapMs) {
    const increment: Increment = { from: track.at, to: at, amount: 0, reasons: ["no-data"] };
    return { track: { at, rate, rest: track.rest }, increment };
  }
  const exact = ((track.rate + rate) / 2) * elapsed * countsPerMs + track.rest;
  const amount = Math.round(exact);
  return {
    track: { at, rate, rest: exact - amount },
    increment: { from: track.at, to: at, amount, reasons: noReasons },
  };
}
