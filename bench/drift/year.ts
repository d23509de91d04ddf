import { baselineDrift } from "../../lib/baseline/baseline-drift";
import { nothingWatched, type WatchState } from "../../lib/baseline/watch-state";
import type { Condition, Interval } from "../../lib/contract/messages";

/** A year of days with their intervals from midnight on, equally long; NaN where nothing was measured. */
export type Year = readonly (readonly number[])[];

/** 1 January 2018 in Seoul, where the steel works is. */
const newYear = Date.UTC(2017, 11, 31, 15);
const dayMs = 86_400_000;
const config = baselineDrift.parseConfig({ timeZone: "Asia/Seoul", rules: [{ rule: "drift" }] });

export interface Told {
  /** Index of the day with whose night it was decided. */
  readonly day: number;
  readonly condition: Condition;
}

/** The intervals of a day's quiet hours, as the accumulator sends them; from `since` on `ratio` more. */
function nightOf(year: Year, day: number, factor: number): Interval[] {
  const amounts = year[day] ?? [];
  const stepMs = dayMs / amounts.length;
  return amounts.slice(0, amounts.length / 4).flatMap((amount, index) => {
    if (Number.isNaN(amount)) return [];
    const from = newYear + day * dayMs + index * stepMs;
    const about = { site: "steel", meter: "works", quantity: "active_energy_import", from, to: from + stepMs };
    return { kind: "interval", ...about, amount: factor * amount, quality: "measured", reasons: [], version: 1 };
  });
}

/** One day through the node's logic. */
function lived(state: WatchState, year: Year, day: number, factor: number, told: Told[]): WatchState {
  let next = state;
  const take = ({ state: after, outputs }: ReturnType<typeof baselineDrift.step>): void => {
    next = after;
    for (const { payload } of outputs) if (payload.kind === "condition") told.push({ day, condition: payload });
  };
  for (const message of nightOf(year, day, factor)) {
    take(baselineDrift.step(config, next, { type: "message", message }, message.to));
  }
  const noon = newYear + day * dayMs + dayMs / 2;
  if (next.wakeAt !== undefined && next.wakeAt <= noon) {
    const woken = baselineDrift.wake?.(config, next, noon, "steel/works");
    if (woken) take(woken);
  }
  return next;
}

export interface WatchedYear {
  readonly year: Year;
  readonly told: readonly Told[];
  /** The state at the begin of each day. */
  readonly states: readonly WatchState[];
}

/** A year as it is, each night decided with none after it. */
export function watched(year: Year): WatchedYear {
  const told: Told[] = [];
  const states: WatchState[] = [];
  let state = nothingWatched;
  for (let day = 0; day < year.length; day++) {
    states.push(state);
    state = lived(state, year, day, 1, told);
  }
  return { year, told, states };
}

/** Rises that are told between two days. */
export const risesIn = ({ told }: WatchedYear, from: number, to: number): Told[] =>
  told.filter(({ day, condition }) => condition.active && condition.rule === "drift" && day >= from && day < to);

export interface Found {
  /** How many nights of the new level it took; endless where it was not told within `within`. */
  readonly nights: number;
  /** How many nights `since` lies off, where it was told. */
  readonly off?: number;
}

/** How soon a lasting rise of the raw intervals by `ratio` from the night of `start` on is told. */
export function placed({ year, states }: WatchedYear, start: number, ratio: number, within: number): Found {
  const told: Told[] = [];
  let state = states[start] ?? nothingWatched;
  for (let day = start; day < Math.min(year.length, start + within); day++) {
    state = lived(state, year, day, 1 + ratio, told);
    const found = told.find(({ condition }) => condition.active && condition.rule === "drift");
    if (!found) continue;
    return { nights: day - start + 1, off: Math.round((found.condition.since - newYear) / dayMs) - start };
  }
  return { nights: Number.POSITIVE_INFINITY };
}

/** Shares of the placements that are told within so many nights. */
export function sharesOf(year: WatchedYear, ratio: number, starts: readonly number[], delays: readonly number[]) {
  const nights = starts.map((start) => placed(year, start, ratio, Math.max(...delays)).nights);
  return delays.map((delay) => nights.filter((one) => one <= delay).length / nights.length);
}
