import { type Grid, gridOf } from "../metering/grid";
import { type AnomalyRule, usualAnomaly } from "./anomaly-rule";
import { type ContinuousPlan, continuousPlan } from "./continuous-load";
import { type IdleRule, usualIdle } from "./idle-rule";
import { type LimitRule, limitRuleOf } from "./limit-rule";
import type { LoadMeter } from "./load-config";
import type { LoadRules } from "./load-rules";
import type { PeakPlan } from "./peak-forming";
import { usualPeak } from "./peak-rule";
import { unitOfRule } from "./rule-quantity";
import { closeness, mergedRule, type RuleSubject, rulesFor } from "./rule-subject";
import { type SpikeRule, usualSpike } from "./spike-rule";
import { supplyLimits, usualSupply } from "./supply-rule";

/** All that is watched at one meter. */
export interface MeterPlan {
  readonly meter: LoadMeter;
  readonly limits: readonly LimitRule[];
  readonly continuous: readonly ContinuousPlan[];
  readonly peak?: PeakPlan;
  readonly idle?: IdleRule;
  readonly spike?: SpikeRule;
  readonly anomaly?: AnomalyRule;
}

export function planFor(meter: LoadMeter, rules: LoadRules, timeZone: string): MeterPlan {
  const isOn = (rule: RuleSubject) => !rule.off;
  const supply =
    meter.isMain || names(rules.supply, meter) ? mergedRule(usualSupply, rulesFor(rules.supply, meter)) : undefined;
  const peak =
    meter.isMain || names(rules["peak-forming"], meter)
      ? mergedRule(usualPeak, rulesFor(rules["peak-forming"], meter))
      : undefined;
  const idle =
    meter.isMachine || names(rules.idle, meter) ? mergedRule(usualIdle, rulesFor(rules.idle, meter)) : undefined;
  const spike = mergedRule(usualSpike, rulesFor(rules.spike, meter));
  const anomalies = rulesFor(rules.anomaly, meter);
  const anomaly = anomalies.length > 0 ? mergedRule(usualAnomaly, anomalies) : undefined;
  const limits = rulesFor(rules.limit, meter).filter(isOn);
  return {
    meter,
    limits: [...(supply ? supplyLimits(supply) : []), ...apart(limits.map((rule) => limitRuleOf(rule, unitOfRule)))],
    continuous: rulesFor(rules["continuous-load"], meter)
      .filter(isOn)
      .map((rule) => continuousPlan(rule, unitOfRule(rule.quantity))),
    ...(peak && !peak.off && { peak: { rule: peak, ...gridsOf(timeZone, `${peak.windowMinutes}m`) } }),
    ...(idle && !idle.off && { idle }),
    ...(!spike.off && { spike }),
    ...(anomaly && !anomaly.off && { anomaly }),
  };
}

/** Two limits of the same kind at one meter are two conditions. */
function apart(limits: readonly LimitRule[]): LimitRule[] {
  const seen = new Map<string, number>();
  return limits.map((limit) => {
    const times = (seen.get(limit.name) ?? 0) + 1;
    seen.set(limit.name, times);
    return times === 1 ? limit : { ...limit, name: `${limit.name}-${times}` };
  });
}

/** A rule that means this meter itself, its machine or its department. */
const names = (rules: readonly RuleSubject[], meter: LoadMeter): boolean =>
  rules.some((rule) => (closeness(rule, meter) ?? 0) > 0);

const gridsOf = (timeZone: string, step: "15m" | "30m" | "60m"): { windows: Grid; months: Grid } => ({
  windows: gridOf(step, timeZone),
  months: gridOf("1mo", timeZone),
});
