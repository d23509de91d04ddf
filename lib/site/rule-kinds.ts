import { baselineRuleSchema, usualBaseline } from "../baseline/baseline-rule";
import { driftRuleSchema, usualDrift } from "../baseline/drift-rule";
import { leakRuleSchema, usualLeakRule } from "../leak/leak-rule";
import { anomalyRuleSchema, usualAnomaly } from "../load/anomaly-rule";
import { continuousRuleSchema, usualContinuous } from "../load/continuous-rule";
import { idleRuleSchema, usualIdle } from "../load/idle-rule";
import { limitRuleSchema, usualLimit } from "../load/limit-rule";
import { peakRuleSchema, usualPeak } from "../load/peak-rule";
import { spikeRuleSchema, usualSpike } from "../load/spike-rule";
import { supplyRuleSchema, usualSupply } from "../load/supply-rule";
import { usualWatch, watchRuleSchema } from "../watchdog/watchdog-rule";

/** What an entry of `rules` may say, and what holds where it does not. */
interface RuleKind {
  readonly schema: { readonly required: readonly string[]; readonly properties: Readonly<Record<string, object>> };
  readonly usual: object;
}

/** Each kind of rule by its name. What has no usual value is learnt, or depends on others. */
export const ruleKinds: Readonly<Record<string, RuleKind>> = {
  anomaly: { schema: anomalyRuleSchema, usual: usualAnomaly },
  baseline: { schema: baselineRuleSchema, usual: usualBaseline },
  "continuous-load": { schema: continuousRuleSchema, usual: usualContinuous },
  drift: { schema: driftRuleSchema, usual: usualDrift },
  idle: { schema: idleRuleSchema, usual: usualIdle },
  leak: { schema: leakRuleSchema, usual: usualLeakRule },
  limit: { schema: limitRuleSchema, usual: usualLimit },
  "peak-forming": { schema: peakRuleSchema, usual: usualPeak },
  spike: { schema: spikeRuleSchema, usual: usualSpike },
  supply: { schema: supplyRuleSchema, usual: usualSupply },
  watch: { schema: watchRuleSchema, usual: usualWatch },
};
