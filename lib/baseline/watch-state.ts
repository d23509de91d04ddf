import type { BaselineCourse } from "./baseline-course";
import type { NightCourse } from "./drift-course";
import type { OpenNight } from "./open-night";
import type { RestSpan } from "./rest-span";
import type { TemperatureHours } from "./temperature-hours";
import type { UseTrack } from "./use-track";

/** The nights of one meter. */
export interface MeterNights {
  readonly course: NightCourse;
  readonly open?: OpenNight;
  /** The rest that runs or comes next, so that it is not asked for with every message. */
  readonly rest?: RestSpan;
}

/** What is known of meters that share their drivers. */
export interface WatchState {
  /** By meter and quantity. */
  readonly tracks: Readonly<Record<string, UseTrack>>;
  readonly nights: Readonly<Record<string, MeterNights>>;
  /** By meter. */
  readonly temperatures: Readonly<Record<string, TemperatureHours>>;
  /** By rule. */
  readonly baselines: Readonly<Record<string, BaselineCourse>>;
  /** When a night or a day is surely over, ms UTC. */
  readonly wakeAt?: number;
}

export const nothingWatched: WatchState = { tracks: {}, nights: {}, temperatures: {}, baselines: {} };

/** What comes late may still come so long after the end of a night or day. */
const patienceMs = 3_600_000;

export const overAt = ({ to, heardAt }: { readonly to: number; readonly heardAt: number }): number =>
  Math.max(to, heardAt) + patienceMs;

/** With the wake that everything still open asks for. */
export function withWake(state: Omit<WatchState, "wakeAt">): WatchState {
  const ends = [
    ...Object.values(state.nights).flatMap(({ open }) => (open ? [overAt(open)] : [])),
    ...Object.values(state.baselines).flatMap(({ open }) => open.map(overAt)),
  ];
  const { tracks, nights, temperatures, baselines } = state;
  const kept = { tracks, nights, temperatures, baselines };
  return ends.length === 0 ? kept : { ...kept, wakeAt: Math.min(...ends) };
}

/** Never later than what is open asks for; a wake that is too early finds nothing and asks again. */
export const wokenBy = (state: WatchState, open: { readonly to: number; readonly heardAt: number }): WatchState =>
  state.wakeAt !== undefined && state.wakeAt <= overAt(open) ? state : { ...state, wakeAt: overAt(open) };
