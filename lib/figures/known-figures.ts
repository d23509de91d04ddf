import type { Baseline, ModelFigures, NightFigures, SavingsFigures, UseFigures } from "../contract/baseline";
import type { Condition, Reading } from "../contract/messages";
import { numberIn, textIn } from "./evidence";
import type { MachineState } from "./figures-view";

/** The newest that was told of each meter, as it is kept; ms UTC. */
export interface KnownFigures {
  readonly states: Readonly<Record<string, KnownState>>;
  readonly baseFlows: Readonly<Record<string, KnownBaseFlow>>;
  readonly nights: Readonly<Record<string, KnownNight>>;
  /** By meter and baseline. */
  readonly models: Readonly<Record<string, KnownModel>>;
}

export interface KnownState {
  readonly state: MachineState;
  readonly since: number;
}

export interface KnownBaseFlow {
  readonly quantity: "water_volume" | "gas_volume";
  readonly perHour: number;
  readonly at: number;
}

export interface KnownNight {
  readonly quantity: string;
  readonly at: number;
  readonly night: NightFigures;
}

export interface KnownModel {
  readonly meter: string;
  readonly quantity: string;
  readonly at: number;
  readonly model: ModelFigures;
  readonly use?: UseFigures;
  readonly savings?: SavingsFigures;
}

export const nothingKnown: KnownFigures = { states: {}, baseFlows: {}, nights: {}, models: {} };

const states: ReadonlySet<string | undefined> = new Set(["off", "idle", "running"]);
const minutesOfHour = 60;

/** Takes in a figure of a detector; the same object where it says nothing new. */
export function knownAfter(known: KnownFigures, message: Condition | Baseline | Reading): KnownFigures {
  if (message.kind === "baseline") return withBaseline(known, message);
  return message.kind === "reading" ? withBaseFlow(known, message) : withState(known, message);
}

function withState(known: KnownFigures, { meter, rule, since, evidence }: Condition): KnownFigures {
  const state = textIn(evidence, "state");
  if (rule !== "machine-state" || meter === undefined || !states.has(state)) return known;
  const before = known.states[meter];
  if (before?.state === state && before?.since === since) return known;
  return { ...known, states: { ...known.states, [meter]: { state: state as MachineState, since } } };
}

function withBaseFlow(known: KnownFigures, { meter, at, values, reason }: Reading): KnownFigures {
  const flow = values.water_flow ?? values.gas_flow;
  if (reason !== "base-flow" || flow === undefined) return known;
  const quantity = values.water_flow === undefined ? "gas_volume" : "water_volume";
  const base: KnownBaseFlow = { quantity, perHour: flow * minutesOfHour, at };
  return { ...known, baseFlows: { ...known.baseFlows, [meter]: base } };
}

function withBaseline(known: KnownFigures, { meter, quantity, to: at, ...told }: Baseline): KnownFigures {
  const { night, model, use, savings } = told;
  if (night) return { ...known, nights: { ...known.nights, [meter]: { quantity, at, night } } };
  if (!model) return known;
  const name = `${meter}/${model.id}`;
  const before = known.models[name];
  // What an older version saved is none of the newer one's.
  const same = before?.model.version === model.version ? before : undefined;
  const next: KnownModel = { ...same, meter, quantity, at, model, ...(use && { use }), ...(savings && { savings }) };
  return { ...known, models: { ...known.models, [name]: next } };
}

/** Without the figures of meters that are none of `isOurs`. */
export function knownOf(
  { states, baseFlows, nights, models }: KnownFigures,
  isOurs: (meter: string) => boolean,
): KnownFigures {
  const ours = <T>(byMeter: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(byMeter).filter(([meter]) => isOurs(meter)));
  return {
    states: ours(states),
    baseFlows: ours(baseFlows),
    nights: ours(nights),
    models: Object.fromEntries(Object.entries(models).filter(([, { meter }]) => isOurs(meter))),
  };
}

/** What is in both is as in `after`. */
export const merged = (before: KnownFigures, after: KnownFigures): KnownFigures => ({
  states: { ...before.states, ...after.states },
  baseFlows: { ...before.baseFlows, ...after.baseFlows },
  nights: { ...before.nights, ...after.nights },
  models: { ...before.models, ...after.models },
});

/** A running demand window. */
export interface KnownDemand {
  readonly from: number;
  readonly to: number;
  readonly usedKwh: number;
  readonly forecast: number;
  readonly limit: number | null;
  readonly monthPeak: number | null;
}

/** Of a `demand` figure; undefined where it lacks something. */
export function demandOf({ value, limit, evidence }: Condition): KnownDemand | undefined {
  const [from, to] = [numberIn(evidence, "windowFrom"), numberIn(evidence, "windowTo")];
  const usedKwh = numberIn(evidence, "usedKwh");
  if (from === undefined || to === undefined || usedKwh === undefined || value === undefined) return undefined;
  return {
    from,
    to,
    usedKwh,
    forecast: value,
    limit: limit ?? null,
    monthPeak: numberIn(evidence, "monthPeakKw") ?? null,
  };
}
