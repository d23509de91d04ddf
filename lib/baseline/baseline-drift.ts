import type { Condition, Interval, Message, Reading } from "../contract/messages";
import type { StepModule, StepOutput, StepResult } from "../step/step";
import { type DriftConfig, groupOf, isWeather, parseDriftConfig, ruleOf } from "./drift-config";
import { afterNight, type NightCourse, noNights, type ToldDrift } from "./drift-course";
import type { DriftRule } from "./drift-rule";
import { nightOf } from "./night";
import { type QuietSpan, quietSpan } from "./open-night";

const watching = { code: "watching" } as const;

interface OpenNight extends QuietSpan {
  /** Amounts by the begin of their interval. */
  readonly amounts: Readonly<Record<string, number>>;
  /** How long an interval is, ms. */
  readonly stepMs: number;
  /** When one last came: a backlog brings nights that are long over. */
  readonly heardAt: number;
}

interface MachineNights {
  readonly course: NightCourse;
  readonly open?: OpenNight;
}

/** Machines that share an outdoor temperature, and that since the last night was taken in. */
export interface DriftState {
  readonly meters: Readonly<Record<string, MachineNights>>;
  /** Outdoor temperatures of the last day: begin of the hour, sum and count. */
  readonly temperatures: readonly (readonly [hour: number, sum: number, count: number])[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** What comes late may still come so long after the end of a night. */
const patienceMs = hourMs;
/** A night of which less is known is left out. */
const leastShare = 0.5;

const overAt = ({ to, heardAt }: OpenNight): number => Math.max(to, heardAt) + patienceMs;

/** Tells lasting changes of what machines use at night, when they are at rest. One key for each meter, or outdoor temperature. */
export const baselineDrift: StepModule<DriftConfig, DriftState> = {
  name: "baseline-drift",
  stateVersion: 1,
  parseConfig: parseDriftConfig,
  keyOf(message: Message, config): string | undefined {
    if (message.kind !== "reading" && message.kind !== "interval") return undefined;
    const { site, meter } = message;
    if ((config.site ?? site) !== site || !concerns(config, message)) return undefined;
    return `${site}/${groupOf(config, meter)}`;
  },
  initialState: () => ({ meters: {}, temperatures: [] }),
  wakeAt(_config, { meters }): number | undefined {
    const ends = Object.values(meters).flatMap(({ open }) => (open ? [overAt(open)] : []));
    return ends.length === 0 ? undefined : Math.min(...ends);
  },
  wake(config, state, now, key): StepResult<DriftState> {
    const [site = ""] = key.split("/");
    return closed(config, site, state, now, (open) => overAt(open) <= now);
  },
  step(config, state, { message }, now): StepResult<DriftState> {
    if (message.kind === "reading") return { state: measured(state, message), outputs: [], status: watching };
    if (message.kind !== "interval") return { state, outputs: [], status: watching };
    const next = used(config, state, message, now);
    // The last interval of a night ends it; others that come after it do too.
    return closed(config, message.site, next, now, ({ to }, meter) => meter === message.meter && message.to >= to);
  },
};

/** An interval of what is watched, or an outdoor temperature that a rule names. */
function concerns(config: DriftConfig, message: Reading | Interval): boolean {
  const { quantity, off } = ruleOf(config, message.meter);
  if (message.kind === "interval") return !off && message.quantity === quantity;
  return message.values.temperature !== undefined && isWeather(config, message.meter);
}

function measured(state: DriftState, { at, values: { temperature } }: Reading): DriftState {
  if (temperature === undefined) return state;
  const hour = Math.floor(at / hourMs) * hourMs;
  const others = state.temperatures.filter(([one]) => one !== hour && one > at - 2 * dayMs);
  const [, sum, count] = state.temperatures.find(([one]) => one === hour) ?? [hour, 0, 0];
  return { ...state, temperatures: [...others, [hour, sum + temperature, count + 1]] };
}

function used({ timeZone, ...config }: DriftConfig, state: DriftState, interval: Interval, now: number): DriftState {
  const { meter, from, to, amount, quality, version } = interval;
  const span = quietSpan(ruleOf({ timeZone, ...config }, meter), timeZone, from);
  // A running or an unknown interval says nothing of the floor, a distributed one too little.
  if (!span || quality !== "measured" || version === 0 || to > span.to) return state;
  const before = state.meters[meter] ?? { course: noNights };
  const { open } = before;
  if (open && span.from < open.from) return state;
  if ((before.course.nights.at(-1)?.from ?? 0) >= span.from) return state;
  const amounts = { ...(open?.from === span.from ? open.amounts : {}), [from]: amount };
  return {
    ...state,
    meters: { ...state.meters, [meter]: { ...before, open: { ...span, amounts, stepMs: to - from, heardAt: now } } },
  };
}

function closed(
  config: DriftConfig,
  site: string,
  state: DriftState,
  now: number,
  isOver: (open: OpenNight, meter: string) => boolean,
): StepResult<DriftState> {
  const outputs: StepOutput[] = [];
  const meters = { ...state.meters };
  for (const [meter, { course, open }] of Object.entries(state.meters)) {
    if (!open || !isOver(open, meter)) continue;
    const rule = ruleOf(config, meter);
    const amounts = Object.values(open.amounts);
    const isKnown = amounts.length * open.stepMs >= leastShare * (open.to - open.from);
    const night = isKnown ? nightOf(open.from, amounts, meanTemperature(state, open.to)) : undefined;
    const turn = night ? afterNight(course, night, rule) : { course };
    meters[meter] = { course: turn.course };
    const tell = (told: ToldDrift, active: boolean) =>
      outputs.push({ port: 0, transient: true, payload: conditionOf(site, meter, rule, told, active, now, open) });
    if (turn.ended) tell(turn.ended, false);
    if (turn.begun) tell(turn.begun, true);
  }
  return { state: { ...state, meters }, outputs, status: watching };
}

function meanTemperature({ temperatures }: DriftState, until: number): number | undefined {
  const hours = temperatures.filter(([hour]) => hour < until && hour >= until - dayMs);
  if (hours.length < 4) return undefined;
  return hours.reduce((sum, [, all, count]) => sum + all / count, 0) / hours.length;
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function conditionOf(
  site: string,
  meter: string,
  { pricePerUnit, quantity }: DriftRule,
  told: ToldDrift,
  active: boolean,
  now: number,
  { stepMs }: OpenNight,
): Condition {
  const perDay = (told.before * told.ratio * dayMs) / stepMs;
  return {
    kind: "condition",
    site,
    meter,
    rule: told.kind,
    active,
    severity: told.severity,
    at: now,
    since: told.since,
    value: round(100 * told.ratio, 1),
    limit: round(100 * told.needed, 1),
    unit: "%",
    evidence: {
      quantity,
      percent: round(100 * told.ratio, 1),
      before: round(told.before, 4),
      now: round(told.before * (1 + told.ratio), 4),
      intervalSeconds: stepMs / 1000,
      nights: told.nights,
      perDay: round(perDay, 2),
      ...(pricePerUnit !== undefined && { costPerDay: round(perDay * pricePerUnit, 2) }),
    },
  };
}
