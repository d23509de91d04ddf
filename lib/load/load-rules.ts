import { assertSchema } from "../contract/validate";
import { anomalyRuleSchema, type WrittenAnomalyRule } from "./anomaly-rule";
import { checkContinuousRule, continuousRuleSchema, type WrittenContinuousRule } from "./continuous-rule";
import { idleRuleSchema, type WrittenIdleRule } from "./idle-rule";
import { checkLimitRule, limitRuleSchema, type WrittenLimitRule } from "./limit-rule";
import { peakRuleSchema, type WrittenPeakRule } from "./peak-rule";
import { spikeRuleSchema, type WrittenSpikeRule } from "./spike-rule";
import { supplyRuleSchema, type WrittenSupplyRule } from "./supply-rule";

/** What the load monitor can be told, by the kind of rule. */
export const loadRuleSchemas = {
  anomaly: anomalyRuleSchema,
  "continuous-load": continuousRuleSchema,
  idle: idleRuleSchema,
  limit: limitRuleSchema,
  "peak-forming": peakRuleSchema,
  spike: spikeRuleSchema,
  supply: supplyRuleSchema,
} as const;

export interface LoadRules {
  readonly anomaly: readonly WrittenAnomalyRule[];
  readonly "continuous-load": readonly WrittenContinuousRule[];
  readonly idle: readonly WrittenIdleRule[];
  readonly limit: readonly WrittenLimitRule[];
  readonly "peak-forming": readonly WrittenPeakRule[];
  readonly spike: readonly WrittenSpikeRule[];
  readonly supply: readonly WrittenSupplyRule[];
}

/** An entry of `rules` of one of these kinds. Throws CONFIG_INVALID. */
export function assertLoadRule(entry: { readonly rule: keyof typeof loadRuleSchemas }): void {
  assertSchema(loadRuleSchemas[entry.rule], entry, "CONFIG_INVALID");
  if (entry.rule === "limit") checkLimitRule(entry as unknown as WrittenLimitRule);
  if (entry.rule === "continuous-load") checkContinuousRule(entry as unknown as WrittenContinuousRule);
}

/** What the site model calls an entry without an id: the next entry before it would give it another name. */
const placeOnly = /^rules-\d+$/;

/** Each kind's own, from a mixed list whose entries have passed their schemas. */
export function sortedRules(rules: readonly { readonly rule: string; readonly id?: string }[]): LoadRules {
  const named = rules.map(({ id, ...rule }) => (id === undefined || placeOnly.test(id) ? rule : { id, ...rule }));
  const of = (kind: string) => named.filter(({ rule }) => rule === kind);
  return Object.fromEntries(Object.keys(loadRuleSchemas).map((kind) => [kind, of(kind)])) as unknown as LoadRules;
}
