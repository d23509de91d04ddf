import type { Condition, Interval, Reading } from "../../lib/contract/messages";
import { leakDetector } from "../../lib/leak/leak-detector";
import type { WatchedMeters } from "../../lib/leak/meter-flow";
import { type Form, told } from "./forms";
import { type LeakShape, leaked } from "./leak-shapes";
import type { Shown, WaterSeries } from "./water-series";

const hourMs = 3_600_000;
const config = leakDetector.parseConfig({});

/** What is measured: the detector, or a rule to compare it with. */
export interface Detector<State = unknown> {
  begin(): State;
  take(
    state: State,
    message: Reading | Interval,
    now: number,
  ): { readonly state: State; readonly conditions: readonly Condition[] };
}

export const ourDetector: Detector<WatchedMeters> = {
  begin: () => leakDetector.initialState(config, "m"),
  take(before, message, now) {
    const { state, outputs } = leakDetector.step(config, before, { type: "message", message }, now);
    return { state, conditions: outputs.flatMap(({ payload }) => (payload.kind === "condition" ? [payload] : [])) };
  },
};

/** How a household is told of, and who listens. */
export interface Listening {
  readonly detector: Detector;
  readonly pulse: number;
  readonly form: Form;
}

/** What the detector said of a series as it is, and what it knew before each value. */
export interface CleanRun {
  readonly conditions: readonly Condition[];
  readonly states: readonly unknown[];
  readonly years: number;
}

export function cleanRun({ shown }: WaterSeries, { detector, pulse, form }: Listening): CleanRun {
  const conditions: Condition[] = [];
  const states: unknown[] = [];
  let state = detector.begin();
  for (let index = 0; index < shown.length; index++) {
    states.push(state);
    state = taken(detector, state, told(form, pulse, shown[index - 1], shown[index] as Shown), conditions);
  }
  const [first, last] = [shown[0] as Shown, shown.at(-1) as Shown];
  return { conditions, states, years: (last[0] - first[0]) / (365.25 * 24 * hourMs) };
}

function taken(
  detector: Detector,
  state: unknown,
  message: Reading | Interval | undefined,
  conditions: Condition[],
): unknown {
  if (!message) return state;
  const now = message.kind === "reading" ? message.at : message.to;
  const after = detector.take(state, message, now);
  conditions.push(...after.conditions);
  return after.state;
}

/** Where a leak is put: it begins just after the value with this number. */
export interface Placement {
  readonly index: number;
  readonly shape: LeakShape;
  readonly litresPerHour: number;
}

/**
 * Hours from the leak's full size to a condition that the series alone would not have brought; undefined: not within `patience`.
 * What was told before it had its size counts as at once.
 */
export function hoursToFind(
  { shown }: WaterSeries,
  clean: CleanRun,
  { index, shape, litresPerHour }: Placement,
  { detector, pulse, form }: Listening,
  patience: number,
): number | undefined {
  const begun = (shown[index] as Shown)[0];
  const full = begun + shape.fullFrom * hourMs;
  const known = new Set(clean.conditions.filter(({ active }) => active).map(({ at }) => at));
  const leaking = ([at, litres]: Shown): Shown => [at, litres + litresPerHour * leaked(shape, (at - begun) / hourMs)];
  let state = clean.states[index];
  let before = index > 0 ? shown[index - 1] : undefined;
  for (let next = index; next < shown.length; next++) {
    const value = leaking(shown[next] as Shown);
    const [at] = value;
    if (at > full + patience * hourMs) return undefined;
    const found: Condition[] = [];
    state = taken(detector, state, told(form, pulse, before, value), found);
    before = value;
    if (found.some(({ active }) => active && !known.has(at))) return Math.max(0, (at - full) / hourMs);
  }
  return undefined;
}
