import type { Baseline, SavingsFigures } from "../contract/baseline";
import type { Condition } from "../contract/messages";
import type { StepOutput } from "../step/step";
import type { JudgedDay } from "./baseline-course";
import type { BaselineRule } from "./baseline-rule";
import { costPerDay } from "./cost-per-day";
import type { DriftConfig } from "./drift-config";
import type { Excess } from "./excess";
import { isFit } from "./fitness";
import { type FrozenBaseline, modelFigures } from "./frozen-baseline";
import { rounded } from "./rounded";
import type { Savings } from "./savings";

const dayMs = 86_400_000;

const figures = (payload: Baseline): StepOutput => ({ port: 1, transient: true, payload });

const headOf = (site: string, { meter, machine, quantity }: BaselineRule) => ({
  kind: "baseline" as const,
  site,
  meter,
  ...(machine !== undefined && { machine }),
  quantity,
});

/** A baseline when it is frozen. */
export const modelOutput = (site: string, rule: BaselineRule, frozen: FrozenBaseline): StepOutput =>
  figures({ ...headOf(site, rule), from: frozen.from, to: frozen.to, model: modelFigures(frozen) });

/** A day's performance. */
export function dayFigures(
  site: string,
  rule: BaselineRule,
  { day, expected, baseline }: JudgedDay,
  to: number,
  saved: number,
): StepOutput {
  const { amount, production } = day;
  const made = production !== undefined && production > 0;
  const use = {
    actual: amount,
    expected,
    ratio: amount / expected,
    ...(made && { production, perProduction: amount / production, expectedPerProduction: expected / production }),
    cumulativeSaving: saved,
  };
  return figures({ ...headOf(site, rule), from: day.from, to, use, model: modelFigures(baseline) });
}

/** What an asked period saved; `to` exclusive. */
export function savingsOutput(
  site: string,
  rule: BaselineRule,
  { from, to }: { readonly from: number; readonly to: number },
  frozen: FrozenBaseline,
  savings: Savings,
  daysLeftOut: number,
): StepOutput {
  const { periods: days, uncertainty, fraction, ...others } = savings;
  const shown: SavingsFigures = {
    days,
    daysLeftOut,
    ...others,
    savedPercent: 100 * fraction,
    uncertainty,
    uncertaintyPercent: (100 * uncertainty) / savings.expected,
  };
  return figures({ ...headOf(site, rule), from, to, savings: shown, model: modelFigures(frozen) });
}

/** By which rules, after which day and against which baseline; ms UTC. */
export interface DayTold {
  readonly site: string;
  readonly config: DriftConfig;
  readonly dayEnd: number;
  readonly now: number;
  readonly baseline: FrozenBaseline;
}

/** Use that stands above what is expected; a model that is not fit for savings makes no more than a notice of it. */
export function excessCondition(
  { site, now, config, dayEnd, baseline }: DayTold,
  rule: BaselineRule,
  { since = now, days, actual, expected }: Excess,
  active: boolean,
): StepOutput {
  const fit = isFit(baseline.model.fitness, "daily");
  const excess = actual - expected;
  const percent = rounded((100 * excess) / expected, 1);
  const payload: Condition = {
    kind: "condition",
    site,
    meter: rule.meter,
    ...(rule.machine !== undefined && { machine: rule.machine }),
    rule: `baseline-exceeded.${rule.id}`,
    active,
    severity: fit ? rule.severity : "notice",
    at: now,
    since,
    value: percent,
    limit: rule.exceedPercent,
    unit: "%",
    evidence: {
      quantity: rule.quantity,
      baselineVersion: rule.version,
      days,
      actual: rounded(actual, 3),
      expected: rounded(expected, 3),
      percent,
      perDay: rounded(excess / days, 3),
      cvRmsePercent: rounded(100 * baseline.model.fitness.adjustedCvRmse, 1),
      ...costPerDay(config, rule, excess / days, { from: dayEnd - days * dayMs, to: dayEnd }),
    },
  };
  return { port: 0, payload };
}
