import type { Condition, Interval, Reading } from "../../lib/contract/messages";
import { leakDetector } from "../../lib/leak/leak-detector";
import type { WatchedMeters } from "../../lib/leak/meter-flow";
import { type Form, told } from "./forms";
import { type LeakShape, leaked } from "./leak-shapes";
import type { Shown, WaterSeries } from "./water-series";

const hourMs = 3_600_000;
const config = leakDetector.parseConfig({});

/** What the detector said of a series as it is, and what it knew at each value. */
export interface CleanRun {
  readonly conditions: readonly Condition[];
  readonly states: readonly WatchedMeters[];
  readonly years: number;
}

export function cleanRun({ id, shown }: WaterSeries, pulse: number, form: Form = "register"): CleanRun {
  const conditions: Condition[] = [];
  const states: WatchedMeters[] = [];
  let state = leakDetector.initialState(config, id);
  for (let index = 0; index < shown.length; index++) {
    states.push(state);
    state = taken(state, told(form, pulse, shown[index - 1], shown[index] as Shown), conditions);
  }
  const [first, last] = [shown[0] as Shown, shown.at(-1) as Shown];
  return { conditions, states, years: (last[0] - first[0]) / (365.25 * 24 * hourMs) };
}

function taken(state: WatchedMeters, message: Reading | Interval | undefined, conditions: Condition[]): WatchedMeters {
  if (!message) return state;
  const now = message.kind === "reading" ? message.at : message.to;
  const { state: after, outputs } = leakDetector.step(config, state, { type: "message", message }, now);
  for (const { payload } of outputs) if (payload.kind === "condition") conditions.push(payload);
  return after;
}

/** Where a leak is put: it begins just after the value with this number. */
export interface Placement {
  readonly index: number;
  readonly shape: LeakShape;
  readonly litresPerHour: number;
  readonly pulse: number;
  readonly form?: Form;
}

/**
 * Hours from the leak's full size to a condition that the series alone would not have brought; undefined: not within `patience`.
 * What was told before it had its size counts as at once.
 */
export function hoursToFind(
  { shown }: WaterSeries,
  clean: CleanRun,
  { index, shape, litresPerHour, pulse, form = "register" }: Placement,
  patience: number,
): number | undefined {
  const begun = (shown[index] as Shown)[0];
  const full = begun + shape.fullFrom * hourMs;
  const known = new Set(clean.conditions.filter(({ active }) => active).map(({ at }) => at));
  let state = clean.states[index] as WatchedMeters;
  const leaking = ([at, litres]: Shown): Shown => [at, litres + litresPerHour * leaked(shape, (at - begun) / hourMs)];
  let before = index > 0 ? shown[index - 1] : undefined;
  for (let next = index; next < shown.length; next++) {
    const value = leaking(shown[next] as Shown);
    const [at] = value;
    if (at > full + patience * hourMs) return undefined;
    const found: Condition[] = [];
    state = taken(state, told(form, pulse, before, value), found);
    before = value;
    if (found.some(({ active }) => active && !known.has(at))) return Math.max(0, (at - full) / hourMs);
  }
  return undefined;
}
