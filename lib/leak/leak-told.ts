import type { Condition } from "../contract/messages";
import { baseFlow } from "./flow-hours";
import type { Sign } from "./leak-sign";
import { type LeakCondition, leakRules, type MeterFlow, type Told } from "./meter-flow";

/** About whom and when conditions are told. */
export interface Telling {
  readonly site: string;
  readonly meter: string;
  readonly unit: string;
  readonly at: number;
  readonly pricePerUnit?: number;
  readonly currency?: string;
}

/** So many levels up, which is eight times the flow, or so many times the flow, are told anew. */
const worseLevels = 6;
const worseFactor = 8;

/** What begins, grows much worse or ends. Lasting flow keeps the name under which it was first told. */
export function tellSigns(
  told: MeterFlow["told"],
  signs: readonly Sign[],
  telling: Telling,
): { readonly told: MeterFlow["told"]; readonly conditions: readonly Condition[] } {
  const next: Partial<Record<LeakCondition, Told>> = {};
  const conditions: Condition[] = [];
  for (const sign of signs) {
    const rule = sign.rule === "leak" && told["continuous-flow"] ? "continuous-flow" : sign.rule;
    const before = told[rule];
    if (before && !isWorse(before, sign)) {
      next[rule] = before;
      continue;
    }
    const { severity, flow, level } = sign;
    const since = Math.min(before?.since ?? sign.since, sign.since);
    next[rule] = { since, severity, flow, ...(level !== undefined && { level }) };
    conditions.push(conditionOf({ ...sign, rule, since }, telling));
  }
  for (const rule of leakRules) {
    const before = told[rule];
    if (before && !next[rule]) conditions.push(endOf(rule, before, telling));
  }
  return { told: next, conditions };
}

const isWorse = (before: Told, { level, flow }: Sign): boolean =>
  level !== undefined && before.level !== undefined
    ? level >= before.level + worseLevels
    : flow >= worseFactor * before.flow;

const hoursOfDay = 24;

function conditionOf({ rule, severity, since, flow, limit, evidence }: Sign, telling: Telling): Condition {
  const { site, meter, unit, at, pricePerUnit, currency } = telling;
  const perDay = flow * hoursOfDay;
  return {
    kind: "condition",
    site,
    meter,
    rule,
    active: true,
    severity,
    at,
    since,
    value: digits(flow),
    ...(limit !== undefined && { limit: digits(limit) }),
    unit: `${unit}/h`,
    evidence: {
      lossPerHour: digits(flow),
      lossPerDay: digits(perDay),
      lossUnit: unit,
      ...(pricePerUnit !== undefined && { moneyPerDay: digits(perDay * pricePerUnit) }),
      ...(pricePerUnit !== undefined && currency !== undefined && { currency }),
      ...evidence,
    },
  };
}

function endOf(rule: LeakCondition, { since, severity }: Told, { site, meter, unit, at }: Telling): Condition {
  return { kind: "condition", site, meter, rule, active: false, severity, at, since, unit: `${unit}/h`, evidence: {} };
}

/** What a meter's flow never falls below, for whoever looks: learnt over weeks, and that of the last day. Never active. */
export function baseOf({ hours }: MeterFlow, { site, meter, unit, at }: Telling): Condition {
  const base = baseFlow(hours);
  const evidence = { daysKnown: hours.minima.length, leastOfDay: digits(hours.minima.at(-1) ?? 0) };
  const head = { kind: "condition", site, meter, rule: "base-flow", active: false, severity: "notice" } as const;
  return { ...head, at, since: at, ...(base !== undefined && { value: digits(base) }), unit: `${unit}/h`, evidence };
}

/** Four digits tell enough of an estimate. */
const digits = (value: number): number => Number(value.toPrecision(4));
