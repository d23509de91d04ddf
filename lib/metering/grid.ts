import { DateTime, IANAZone } from "luxon";
import { EnergyError } from "../contract/error";

/** Lengths of intervals: minutes that divide an hour, the calendar day, the calendar month. */
export const gridSteps = ["5m", "10m", "15m", "30m", "60m", "1d", "1mo"] as const;
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
  // Readings come in order nearly always, so the last span, and at its end the next, answers nearly every question.
  let last: Span = { from: 0, to: 0 };
  let other: Span = last;
  const compute = computation(step, zone);
  return {
    step,
    spanAt(at) {
      if (at >= last.from && at < last.to) return last;
      const known = at >= other.from && at < other.to ? other : compute(at);
      other = last;
      last = known;
      return known;
    },
  };
}

function computation(step: GridStep, zone: IANAZone): (at: number) => Span {
  if (step === "1d") return (at) => calendarSpan(at, zone, "day");
  if (step === "1mo") return (at) => calendarSpan(at, zone, "month");
  return minutesFrom(Number.parseInt(step, 10), zone);
}

function calendarSpan(at: number, zone: IANAZone, unit: "day" | "month"): Span {
  const start = DateTime.fromMillis(at, { zone }).startOf(unit);
  const next = start.plus(unit === "day" ? { days: 1 } : { months: 1 });
  return { from: start.toMillis(), to: next.startOf(unit).toMillis() };
}

/**
 * Minutes of the local clock. Where it is put forward or back by less than a step, as on Lord Howe Island by
 * half an hour, a step ends and the next begins there, so that every day is tiled exactly.
 */
function minutesFrom(minutes: number, zone: IANAZone): (at: number) => Span {
  const length = minutes * minuteMs;
  const steady = steadyOffsets(zone);
  return (at) => {
    const offset = steady(at) ?? zone.offset(at) * minuteMs;
    const from = Math.floor((at + offset) / length) * length - offset;
    const to = from + length;
    if (steady(from) === offset && steady(to - 1) === offset) return { from, to };
    if (zone.offset(from) === zone.offset(at) && zone.offset(to - 1) === zone.offset(at)) return { from, to };
    const change = offsetChange(from, to, zone);
    return at < change ? { from, to: change } : { from: change, to };
  };
}

const dayMs = 24 * 60 * minuteMs;
const daysKept = 64;

/** The zone's offset, ms, on days of UTC on which it does not change: asking the zone itself is slow. */
function steadyOffsets(zone: IANAZone): (at: number) => number | undefined {
  const days = new Map<number, number | undefined>();
  return (at) => {
    const day = Math.floor(at / dayMs);
    if (days.has(day)) return days.get(day);
    const begin = zone.offset(day * dayMs);
    const steady = begin === zone.offset((day + 1) * dayMs) ? begin * minuteMs : undefined;
    if (days.size >= daysKept) days.clear();
    days.set(day, steady);
    return steady;
  };
}

/** The minute in which the zone's offset changes between two times that have different ones. */
function offsetChange(from: number, to: number, zone: IANAZone): number {
  let before = from;
  let after = to;
  while (after - before > minuteMs) {
    const middle = before + Math.floor((after - before) / minuteMs / 2) * minuteMs;
    if (zone.offset(middle) === zone.offset(from)) before = middle;
    else after = middle;
  }
  return after;
}
