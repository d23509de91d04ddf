import { baselineRuleSchema, checkBaselineRule, usualBaseline } from "../baseline/baseline-rule";
import { checkDriftRule, driftRuleSchema, usualDrift } from "../baseline/drift-rule";
import { leakRuleSchema, usualLeakRule } from "../leak/leak-rule";
import { anomalyRuleSchema, usualAnomaly } from "../load/anomaly-rule";
import { checkContinuousRule, continuousRuleSchema, usualContinuous } from "../load/continuous-rule";
import { idleRuleSchema, usualIdle } from "../load/idle-rule";
import { checkLimitRule, limitRuleSchema, usualLimit } from "../load/limit-rule";
import { peakRuleSchema, usualPeak } from "../load/peak-rule";
import { spikeRuleSchema, usualSpike } from "../load/spike-rule";
import { supplyRuleSchema, usualSupply } from "../load/supply-rule";
import { usualWatch, watchRuleSchema } from "../watchdog/watchdog-rule";

/** What an entry of `rules` may say, and what holds where it does not. */
export interface RuleKind {
  readonly schema: { readonly required: readonly string[]; readonly properties: Readonly<Record<string, object>> };
  readonly usual: object;
  /** What the schema cannot say. Throws CONFIG_INVALID. */
  check?(rule: object): void;
}

/** Each kind of rule by its name. What has no usual value is learnt, or depends on others. */
export const ruleKinds: Readonly<Record<string, RuleKind>> = {
  anomaly: { schema: anomalyRuleSchema, usual: usualAnomaly },
  baseline: { schema: baselineRuleSchema, usual: usualBaseline, check: checkBaselineRule },
  "continuous-load": { schema: continuousRuleSchema, usual: usualContinuous, check: checkContinuousRule },
  drift: { schema: driftRuleSchema, usual: usualDrift, check: checkDriftRule },
  idle: { schema: idleRuleSchema, usual: usualIdle },
  leak: { schema: leakRuleSchema, usual: usualLeakRule },
  limit: { schema: limitRuleSchema, usual: usualLimit, check: checkLimitRule },
  "peak-forming": { schema: peakRuleSchema, usual: usualPeak },
  spike: { schema: spikeRuleSchema, usual: usualSpike },
  supply: { schema: supplyRuleSchema, usual: usualSupply },
  watch: { schema: watchRuleSchema, usual: usualWatch },
};
