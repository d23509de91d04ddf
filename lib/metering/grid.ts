import { DateTime, IANAZone } from "luxon";
import { EnergyError } from "../contract/error";

/** Lengths of intervals: minutes that divide an hour, or the calendar day. */
export const gridSteps = ["5m", "10m", "15m", "30m", "1d"] as const;
export type GridStep = (typeof gridSteps)[number];

/** A stretch of the grid, ms UTC, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Aligned times in a site's zone. Days have 23, 24 or 25 hours as the zone says. */
export interface Grid {
  readonly step: GridStep;
  /** The span that holds `at`. */
  spanAt(at: number): Span;
}

const minuteMs = 60_000;

/** Throws CONFIG_INVALID for a zone that does not exist. */
export function gridOf(step: GridStep, timeZone: string): Grid {
  const zone = IANAZone.create(timeZone);
  if (!zone.isValid) {
    throw new EnergyError("CONFIG_INVALID", { place: "timeZone", detail: `unknown time zone "${timeZone}"` });
  }
  // Readings come in order nearly always, so the last span answers nearly every question.
  let last: Span = { from: 0, to: 0 };
  const compute = step === "1d" ? (at: number) => dayAt(at, zone) : minutesFrom(Number.parseInt(step, 10), zone);
  return {
    step,
    spanAt(at) {
      if (at < last.from || at >= last.to) last = compute(at);
      return last;
    },
  };
}

function dayAt(at: number, zone: IANAZone): Span {
  const start = DateTime.fromMillis(at, { zone }).startOf("day");
  return { from: start.toMillis(), to: start.plus({ days: 1 }).startOf("day").toMillis() };
}

/** Zone offsets are multiples of 15 minutes with few exceptions, so the offset at `at` holds for its span. */
function minutesFrom(minutes: number, zone: IANAZone): (at: number) => Span {
  const length = minutes * minuteMs;
  return (at) => {
    const offset = zone.offset(at) * minuteMs;
    const from = Math.floor((at + offset) / length) * length - offset;
    return { from, to: from + length };
  };
}
