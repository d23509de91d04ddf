import type { Baseline } from "../contract/baseline";
import type { StepOutput } from "../step/step";
import type { DriftConfig } from "./drift-config";
import { afterEmptyNight, afterNight, noNights, referenceOf } from "./drift-course";
import { driftCondition } from "./drift-told";
import { nightOf } from "./night";
import { knownOf, type OpenNight, openNight, perHour, withUse } from "./open-night";
import { meanTemperature } from "./temperature-hours";
import type { Use } from "./use-track";
import { type MeterNights, overAt, type WatchState, wokenBy } from "./watch-state";

const dayMs = 86_400_000;
/** A night of which less is known is left out. */
const leastShare = 0.5;
/** Where work never rests it is asked again so much later. */
const restlessMs = 7 * dayMs;

/** Adds what a meter used to its night, where it is one. */
export function withNightUse(
  state: WatchState,
  config: DriftConfig,
  meter: string,
  use: Use,
  stepMs: number,
  now: number,
): WatchState {
  const before = state.nights[meter] ?? { course: noNights };
  const nights = withRest(before, config, meter, use.from);
  const rest = nights.rest as OpenNight;
  const isTaken = use.isMeasured && use.to > rest.from && (nights.course.nights.at(-1)?.from ?? 0) < rest.from;
  if (!isTaken) return nights === before ? state : { ...state, nights: { ...state.nights, [meter]: nights } };
  const begun = nights.open?.from === rest.from ? nights.open : openNight(rest, stepMs, now);
  const open = withUse(begun, use, now);
  return wokenBy({ ...state, nights: { ...state.nights, [meter]: { ...nights, open } } }, open);
}

/** The rest that runs or comes next; an open night keeps its own. */
function withRest(nights: MeterNights, config: DriftConfig, meter: string, at: number): MeterNights {
  if (nights.rest && at < nights.rest.to) return nights;
  const never = { from: at + restlessMs, to: at + restlessMs + 1 };
  return { ...nights, rest: config.restOf(meter, at) ?? never };
}

/** Finer intervals than before: what the night has by coarser ones would count twice. */
export function withoutOpenNight(state: WatchState, meter: string): WatchState {
  const { open: _coarse, ...nights } = state.nights[meter] ?? { course: noNights };
  return { ...state, nights: { ...state.nights, [meter]: nights } };
}

export interface NightsTurn {
  readonly state: WatchState;
  readonly outputs: readonly StepOutput[];
}

/** Decides the nights that are over: of `meter` those that end by `until`, of all those that nothing more is waited for. */
export function nightsClosed(
  state: WatchState,
  config: DriftConfig,
  site: string,
  now: number,
  ended?: { readonly meter: string; readonly until: number },
): NightsTurn {
  const outputs: StepOutput[] = [];
  const nights = { ...state.nights };
  for (const meter of ended ? [ended.meter] : Object.keys(nights)) {
    const { open, ...known } = nights[meter] as MeterNights;
    if (!open || (ended ? open.to > ended.until : overAt(open) > now)) continue;
    nights[meter] = decided(known, open, state, config, { site, meter, now, outputs });
  }
  return { state: { ...state, nights }, outputs };
}

interface Telling {
  readonly site: string;
  readonly meter: string;
  readonly now: number;
  readonly outputs: StepOutput[];
}

function decided(
  nights: MeterNights,
  open: OpenNight,
  { temperatures }: WatchState,
  config: DriftConfig,
  { site, meter, now, outputs }: Telling,
): MeterNights {
  const rule = config.ruleOf(meter);
  const hours = rule.temperatureMeter === undefined ? [] : (temperatures[rule.temperatureMeter] ?? []);
  const temperature = meanTemperature(hours, open.to - dayMs, open.to);
  const floors = knownOf(open) >= leastShare ? perHour(open) : [];
  if (floors.length === 0) return nights;
  const night = nightOf(open.from, floors, temperature);
  const turn = night ? afterNight(nights.course, night, rule) : afterEmptyNight(nights.course, open.from, rule);
  const about = { site, meter, config, nightEnd: open.to, now };
  if (turn.ended) outputs.push(driftCondition(about, turn.ended, false));
  if (turn.begun) outputs.push(driftCondition(about, turn.begun, true));
  const { course } = turn;
  if (!night) return { ...nights, course };
  const reference = referenceOf(course);
  const payload: Baseline = {
    kind: "baseline",
    site,
    meter,
    quantity: rule.quantity,
    from: open.from,
    to: open.to,
    night: { floorPerHour: night.floor, ...reference, nights: course.nights.length, worked: course.worked },
  };
  outputs.push({ port: 1, transient: true, payload });
  return { ...nights, course };
}
