import type { Condition, Reading } from "../../lib/contract/messages";
import { leakDetector } from "../../lib/leak/leak-detector";
import type { MeterFlow } from "../../lib/leak/meter-flow";
import { type LeakShape, leaked } from "./leak-shapes";
import type { Shown, WaterSeries } from "./water-series";

const hourMs = 3_600_000;
const config = leakDetector.parseConfig({});

/** What the detector said of a series as it is, and what it knew at each value. */
export interface CleanRun {
  readonly conditions: readonly Condition[];
  readonly states: readonly MeterFlow[];
  readonly years: number;
}

export function cleanRun({ id, shown }: WaterSeries, pulse: number): CleanRun {
  const conditions: Condition[] = [];
  const states: MeterFlow[] = [];
  let state = leakDetector.initialState(config, id);
  for (const value of shown) {
    states.push(state);
    state = taken(state, value, pulse, conditions);
  }
  const [first, last] = [shown[0] as Shown, shown.at(-1) as Shown];
  return { conditions, states, years: (last[0] - first[0]) / (365.25 * 24 * hourMs) };
}

function taken(state: MeterFlow, [at, litres]: Shown, pulse: number, conditions: Condition[]): MeterFlow {
  const values = { water_volume: Math.floor(litres / pulse) * pulse };
  const message: Reading = { kind: "reading", site: "s", meter: "m", at, values, quality: "good" };
  const { state: after, outputs } = leakDetector.step(config, state, { type: "message", message }, at);
  for (const { payload } of outputs) conditions.push(payload as Condition);
  return after;
}

/** Where a leak is put: it begins just after the value with this number. */
export interface Placement {
  readonly index: number;
  readonly shape: LeakShape;
  readonly litresPerHour: number;
  readonly pulse: number;
}

/**
 * Hours from the leak's full size to a condition that the series alone would not have brought; undefined: not within `patience`.
 * What was told before it had its size counts as at once.
 */
export function hoursToFind(
  { shown }: WaterSeries,
  clean: CleanRun,
  { index, shape, litresPerHour, pulse }: Placement,
  patience: number,
): number | undefined {
  const begun = (shown[index] as Shown)[0];
  const full = begun + shape.fullFrom * hourMs;
  const known = new Set(clean.conditions.filter(({ active }) => active).map(({ at }) => at));
  let state = clean.states[index] as MeterFlow;
  for (let next = index; next < shown.length; next++) {
    const [at, litres] = shown[next] as Shown;
    if (at > full + patience * hourMs) return undefined;
    const found: Condition[] = [];
    const more = litresPerHour * leaked(shape, (at - begun) / hourMs);
    state = taken(state, [at, litres + more], pulse, found);
    if (found.some(({ active }) => active && !known.has(at))) return Math.max(0, (at - full) / hourMs);
  }
  return undefined;
}
