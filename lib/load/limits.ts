import type { Reading } from "../contract/messages";
import { digits, type Finding } from "./finding";
import { courseAfter, type LimitCourse, type Side, within } from "./limit-course";
import type { LimitRule } from "./limit-rule";
import { currentUnbalance, voltageUnbalance } from "./unbalance";

/** Means that are being made since a time of the clock: by value its sum and how many it is of. */
interface RunningMean {
  readonly from: number;
  readonly sums: Readonly<Record<string, readonly [sum: number, count: number]>>;
}

export interface LimitState {
  readonly course: LimitCourse;
  readonly mean?: RunningMean;
  /** Values that have been near what is nominal: from then on any other of them is judged. */
  readonly shown?: readonly string[];
}

type Values = Readonly<Record<string, number>>;

/** Takes a reading to every limit of its meter; the states are by the rules' names. */
export function limitsAfter(
  rules: readonly LimitRule[],
  states: Readonly<Record<string, LimitState>>,
  { at, values }: Reading,
  findings: Finding[],
): Readonly<Record<string, LimitState>> {
  if (rules.length === 0) return states;
  const known = withUnbalance(rules, values);
  let changed: Record<string, LimitState> | undefined;
  for (const rule of rules) {
    const before = states[rule.name] ?? { course: within };
    const after = limitAfter(rule, before, at, known, findings);
    if (after === before) continue;
    changed ??= { ...states };
    changed[rule.name] = after;
  }
  return changed ?? states;
}

function withUnbalance(rules: readonly LimitRule[], values: Values): Values {
  const asks = (name: string) => rules.some((rule) => rule.values[0] === name);
  const voltage = asks("voltage_unbalance") ? voltageUnbalance(values) : undefined;
  const current = asks("current_unbalance") ? currentUnbalance(values) : undefined;
  if (voltage === undefined && current === undefined) return values;
  return {
    ...values,
    ...(voltage !== undefined && { voltage_unbalance: voltage }),
    ...(current !== undefined && { current_unbalance: current }),
  };
}

function limitAfter(rule: LimitRule, before: LimitState, at: number, values: Values, findings: Finding[]): LimitState {
  const present = namesIn(rule, values);
  if (present.length === 0) return before;
  if (rule.aboveLoadKw !== undefined && Math.abs(values.active_power ?? 0) <= rule.aboveLoadKw)
    return values.active_power === undefined ? before : unloaded(rule, before, at, present, values, findings);
  const state = withShown(rule, before, present, values);
  const names = rule.nominal === undefined ? present : present.filter((name) => state.shown?.includes(name));
  if (names.length === 0) return state;
  if (rule.meanMs === 0)
    return judgedAt(
      rule,
      state,
      at,
      worstOf(rule, names, (name) => values[name] as number),
      findings,
    );
  const from = at - (at % rule.meanMs);
  const { mean } = state;
  if (mean && mean.from === from) return { ...state, mean: added(mean, names, values) };
  const next = { ...state, mean: added({ from, sums: {} }, names, values) };
  if (!mean || from < mean.from) return next;
  const worst = worstOf(rule, Object.keys(mean.sums), (name) => {
    const [sum, count] = mean.sums[name] as readonly [number, number];
    return sum / count;
  });
  return judgedAt(rule, next, mean.from, worst, findings);
}

const nothing: readonly string[] = [];

function namesIn({ values: first, otherwise }: LimitRule, values: Values): readonly string[] {
  const found = first.filter((name) => values[name] !== undefined);
  if (found.length > 0) return found;
  return otherwise.length === 0 ? nothing : otherwise.filter((name) => values[name] !== undefined);
}

/** A meter of another supply than the one that is watched, or a phase that is not connected, is not judged by it. */
function withShown({ nominal }: LimitRule, state: LimitState, names: readonly string[], values: Values): LimitState {
  if (nominal === undefined) return state;
  const { shown = [] } = state;
  const isNominal = (name: string) => Math.abs((values[name] as number) / nominal.value - 1) <= nominal.share;
  const found = names.filter((name) => !shown.includes(name) && isNominal(name));
  return found.length === 0 ? state : { ...state, shown: [...shown, ...found] };
}

/** What only counts under load has its end where the load has. */
function unloaded(
  rule: LimitRule,
  state: LimitState,
  at: number,
  names: readonly string[],
  values: Values,
  findings: Finding[],
): LimitState {
  const { course, turn } = courseAfter(state.course, "back", at, rule);
  const since = state.course.outSince ?? at;
  const worst = worstOf(rule, names, (name) => values[name] as number);
  if (turn === "end") findings.push(findingOf(rule, worst, false, since));
  return course === state.course ? state : { ...state, course };
}

/** The value that is furthest outside, or least far inside. */
interface Worst {
  readonly name: string;
  readonly value: number;
  readonly excess: number;
}

function worstOf({ above, below }: LimitRule, names: readonly string[], valueAt: (name: string) => number): Worst {
  let worst: Worst = { name: "", value: 0, excess: Number.NEGATIVE_INFINITY };
  for (const name of names) {
    const raw = valueAt(name);
    // Some meters tell the direction of the power by the factor's sign.
    const value = name.startsWith("power_factor") ? Math.abs(raw) : raw;
    const excess = Math.max(value - above, below - value);
    if (excess > worst.excess) worst = { name, value, excess };
  }
  return worst;
}

function judgedAt(rule: LimitRule, state: LimitState, at: number, worst: Worst, findings: Finding[]): LimitState {
  const { course, turn } = courseAfter(state.course, sideOf(rule, worst.excess), at, rule);
  if (turn !== "none")
    findings.push(findingOf(rule, worst, turn === "raise", course.outSince ?? state.course.outSince ?? at));
  return course === state.course ? state : { ...state, course };
}

function sideOf({ hysteresis }: LimitRule, excess: number): Side {
  if (excess > 0) return "out";
  return excess <= -hysteresis ? "back" : "between";
}

function findingOf(rule: LimitRule, { name, value }: Worst, active: boolean, since: number): Finding {
  const { above, below } = rule;
  const isAbove = value > above || (value >= below && above - value < value - below);
  return {
    rule: rule.name,
    active,
    severity: rule.severity,
    since,
    value,
    limit: isAbove ? above : below,
    unit: rule.unit,
    evidence: {
      quantity: name,
      side: isAbove ? "above" : "below",
      ...(rule.meanMs > 0 && { meanSeconds: rule.meanMs / 1000 }),
      ...(rule.delayMs > 0 && { delaySeconds: rule.delayMs / 1000 }),
      hysteresis: digits(rule.hysteresis),
    },
  };
}

function added({ from, sums }: RunningMean, names: readonly string[], values: Values): RunningMean {
  const next = { ...sums };
  for (const name of names) {
    const [sum, count] = next[name] ?? [0, 0];
    next[name] = [sum + (values[name] as number), count + 1];
  }
  return { from, sums: next };
}
