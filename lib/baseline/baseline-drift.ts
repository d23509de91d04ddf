import { EnergyError } from "../contract/error";
import type { Interval, Message, Query, Reading } from "../contract/messages";
import type { PastAnswer, PastQuestion, StepAnswer, StepModule, StepOutput, StepResult } from "../step/step";
import { frozenFrom, noBaseline } from "./baseline-course";
import { modelOutput, savingsOutput } from "./baseline-told";
import { type DriftConfig, parseDriftConfig } from "./drift-config";
import { type MeterRole, productOf } from "./meter-roles";
import { nightsClosed, withNightUse, withoutOpenNight } from "./night-watch";
import { pastDays } from "./past-days";
import { savingsOf } from "./savings";
import { withTemperature } from "./temperature-hours";
import { intervalUse, readingUse, type Tracked } from "./use-track";
import { daysClosed, hasOverdue, withDayUse } from "./use-watch";
import { nothingWatched, type WatchState, withWake } from "./watch-state";

const watching = { code: "watching" } as const;
const quarterMs = 900_000;

/** Lasting changes of what machines use at rest, and their use beside what it should be. One key for meters that share drivers. */
export const baselineDrift: StepModule<DriftConfig, WatchState> = {
  name: "baseline-drift",
  stateVersion: 1,
  parseConfig: parseDriftConfig,
  keyOf(message: Message, config): string | undefined {
    const isOurs = "site" in message && (config.site ?? message.site) === message.site;
    return isOurs && concerns(config, message) ? `${message.site}/${config.groupOf(message.meter)}` : undefined;
  },
  initialState: () => nothingWatched,
  wakeAt: (_config, { wakeAt }) => wakeAt,
  wake(config, state, now, key): StepResult<WatchState> {
    const [site = ""] = key.split("/");
    const nights = nightsClosed(state, config, site, now);
    const days = daysClosed(nights.state, config, site, now);
    return { state: withWake(days.state), outputs: [...nights.outputs, ...days.outputs], status: watching };
  },
  step(config, state, { message }, now): StepResult<WatchState> {
    if (message.kind !== "reading" && message.kind !== "interval") return { state, outputs: [], status: watching };
    return taken(config, state, message, now);
  },
  wantsPast: ({ baselines }) => Object.values(baselines).some(({ asksBefore }) => asksBefore !== undefined),
  recountPast,
  answer,
};

function concerns(config: DriftConfig, message: Message): message is Reading | Interval | (Query & { meter: string }) {
  if (message.kind === "query") return config.baselines.some(({ meter }) => meter === message.meter);
  if (message.kind === "interval") {
    return config.rolesOf(message.meter).some(({ quantity }) => quantity === message.quantity);
  }
  if (message.kind !== "reading") return false;
  const { meter, values } = message;
  return (
    (values.temperature !== undefined && config.isWeather(meter)) ||
    config.rolesOf(meter).some(({ quantity }) => values[quantity] !== undefined)
  );
}

function taken(config: DriftConfig, before: WatchState, message: Reading | Interval, now: number) {
  const { site, meter } = message;
  let state = before;
  const outputs: StepOutput[] = [];
  if (message.kind === "reading" && message.values.temperature !== undefined && config.isWeather(meter)) {
    const hours = withTemperature(state.temperatures[meter] ?? [], message.at, message.values.temperature);
    state = { ...state, temperatures: { ...state.temperatures, [meter]: hours } };
  }
  for (const role of config.rolesOf(meter)) {
    const tracked = trackedBy(state, role, message);
    if (!tracked) continue;
    state = withTracked(state, config, meter, role, tracked, now);
    if (!role.isFloor || !tracked.use || tracked.use.to < (state.nights[meter]?.open?.to ?? Number.POSITIVE_INFINITY))
      continue;
    // The last of a night ends it.
    const turn = nightsClosed(state, config, site, now, { meter, until: tracked.use.to });
    state = turn.state;
    outputs.push(...turn.outputs);
  }
  if (!hasOverdue(state)) return { state, outputs, status: watching };
  const days = daysClosed(state, config, site, now);
  return { state: days.state, outputs: [...outputs, ...days.outputs], status: watching };
}

function trackedBy({ tracks }: WatchState, { quantity }: MeterRole, message: Reading | Interval): Tracked | undefined {
  const track = tracks[productOf(message.meter, quantity)] ?? {};
  if (message.kind === "interval") return message.quantity === quantity ? intervalUse(track, message) : undefined;
  return message.values[quantity] === undefined ? undefined : readingUse(track, message, quantity);
}

function withTracked(
  before: WatchState,
  config: DriftConfig,
  meter: string,
  { quantity, isFloor, uses, makes }: MeterRole,
  { track, use, isFiner }: Tracked,
  now: number,
): WatchState {
  const name = productOf(meter, quantity);
  let state: WatchState = { ...before, tracks: { ...before.tracks, [name]: track } };
  if (isFiner && isFloor) state = withoutOpenNight(state, meter);
  if (!use) return state;
  if (isFloor) state = withNightUse(state, config, meter, use, track.stepMs ?? quarterMs, now);
  for (const rule of uses) state = withDayUse(state, config, rule, use, now);
  for (const rule of makes) state = withDayUse(state, config, rule, use, now, name);
  return state;
}

/** Makes the baselines whose period lies in the past from what the journal knows of it. */
function* recountPast(
  config: DriftConfig,
  state: WatchState,
  key: string,
): Generator<PastQuestion, StepResult<WatchState>, PastAnswer> {
  const [site = ""] = key.split("/");
  const outputs: StepOutput[] = [];
  const baselines = { ...state.baselines };
  for (const rule of config.baselines) {
    const { asksBefore: until, ...course } = baselines[rule.id] ?? noBaseline;
    if (until === undefined) continue;
    const past = yield* pastDays(config, rule, rule.from ?? 0, Math.min(rule.to ?? until, until));
    const days = [...past.periods, ...course.days.filter(({ from }) => from > (past.periods.at(-1)?.from ?? 0))];
    const isOver = rule.to !== undefined ? rule.to <= until : days.length >= rule.learnDays;
    const turn = isOver ? frozenFrom({ ...course, days }, rule, until) : { course: { ...course, days } };
    baselines[rule.id] = turn.course;
    if (turn.frozen) outputs.push(modelOutput(site, rule, turn.frozen));
  }
  return { state: { ...state, baselines }, outputs, status: watching };
}

/** What was saved in a period, against the newest baseline that was frozen before its end. */
function* answer(
  config: DriftConfig,
  query: Query,
  _now: number,
  state: WatchState,
): Generator<PastQuestion, StepAnswer, PastAnswer> {
  const outputs: StepOutput[] = [];
  const errors: EnergyError[] = [];
  for (const rule of config.baselines.filter(({ meter }) => meter === query.meter)) {
    const course = state.baselines[rule.id] ?? noBaseline;
    const frozen = course.frozen.at(-1);
    if (!frozen) {
      errors.push(new EnergyError("BASELINE_MISSING", { id: rule.id, days: course.days.length }));
      continue;
    }
    const { periods, leftOut } = yield* pastDays(config, rule, query.from, query.to);
    if (periods.length === 0) {
      errors.push(new EnergyError("BASELINE_DAYS_UNKNOWN", { id: rule.id, days: leftOut }));
      continue;
    }
    const savings = savingsOf(frozen.model, periods, rule.adjustments, rule.confidence);
    outputs.push(savingsOutput(query.site, rule, query, frozen, savings, leftOut));
  }
  return { outputs, errors, status: watching };
}
