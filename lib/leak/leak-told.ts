import type { Condition, Reading } from "../contract/messages";
import { baseFlow } from "./flow-hours";
import type { Sign } from "./leak-sign";
import type { LeakCondition, MeterFlow, Told } from "./meter-flow";

/** About whom and when conditions are told. */
export interface Telling {
  readonly site: string;
  readonly meter: string;
  readonly unit: string;
  readonly at: number;
  /** What a unit costs; asked only where something is told. */
  priceOf(): number | undefined;
  readonly currency?: string;
}

/** So many levels up, which is eight times the flow, or so many times the flow, are told anew. */
const worseLevels = 6;
const worseFactor = 8;

/**
 * What begins, grows much worse or ends. Lasting flow keeps the name under which it was first told.
 *
 * @param asked the rules that were looked at: what of them is told and found no more has ended
 */
export function tellSigns(
  told: MeterFlow["told"],
  signs: readonly Sign[],
  asked: readonly LeakCondition[],
  telling: Telling,
): { readonly told: MeterFlow["told"]; readonly conditions: readonly Condition[] } {
  const next: Partial<Record<LeakCondition, Told>> = { ...told };
  for (const rule of asked) delete next[rule];
  const conditions: Condition[] = [];
  for (const sign of signs) {
    const rule = sign.rule === "leak" && told["continuous-flow"] ? "continuous-flow" : sign.rule;
    const before = told[rule];
    if (before && !isWorse(before, sign)) {
      next[rule] = before;
      continue;
    }
    const { severity, flow, level, base } = sign;
    // A device's clock may run ahead of ours.
    const since = Math.min(before?.since ?? sign.since, sign.since, telling.at);
    const condition = conditionOf({ ...sign, rule, since }, telling);
    const { evidence } = condition;
    next[rule] = {
      since,
      severity,
      flow,
      evidence,
      ...(level !== undefined && { level }),
      ...(base !== undefined && { base }),
    };
    conditions.push(condition);
  }
  for (const rule of asked) {
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
  const { site, meter, unit, at, currency } = telling;
  const price = telling.priceOf();
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
      ...(price !== undefined && { moneyPerDay: digits(perDay * price) }),
      ...(price !== undefined && currency !== undefined && { currency }),
      ...evidence,
    },
  };
}

/** The end says once more what has ended. */
function endOf(rule: LeakCondition, { since, severity, flow, evidence }: Told, telling: Telling): Condition {
  const { site, meter, unit, at } = telling;
  const head = { kind: "condition", site, meter, rule, active: false, severity } as const;
  return { ...head, at, since, value: digits(flow), unit: `${unit}/h`, evidence };
}

/** What a meter's flow never falls below, learnt over weeks, as a reading of its flow. Undefined while it is not known. */
export function baseOf({ hours, quantity }: MeterFlow, { site, meter, at }: Telling): Reading | undefined {
  const base = baseFlow(hours);
  if (base === undefined) return undefined;
  const gauge = quantity === "gas_volume" ? "gas_flow" : "water_flow";
  const values = { [gauge]: digits(base / minutesOfHour) };
  return { kind: "reading", site, meter, at, values, quality: "good", reason: "base-flow" };
}

const minutesOfHour = 60;

/** Four digits tell enough of an estimate. */
const digits = (value: number): number => Number(value.toPrecision(4));
