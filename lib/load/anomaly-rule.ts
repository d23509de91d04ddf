import type { Severity } from "../contract/messages";
import { type RuleSubject, ruleHead } from "./rule-subject";

/** An entry of `rules` of the kind `anomaly`: without one there is no score. */
export const anomalyRuleSchema = {
  type: "object",
  required: ["rule"],
  additionalProperties: false,
  properties: {
    rule: { const: "anomaly" },
    ...ruleHead,
    score: { type: "number", minimum: 1, maximum: 100 },
    minutes: { type: "number", minimum: 15, maximum: 1440 },
    learnDays: { type: "number", minimum: 1, maximum: 60 },
  },
} as const;

export interface AnomalyRule {
  readonly id?: string;
  /** How many usual departures from what is usual at this hour. */
  readonly score: number;
  /** For so long. */
  readonly minutes: number;
  readonly learnDays: number;
  readonly severity: Severity;
  readonly off: boolean;
}

export type WrittenAnomalyRule = RuleSubject & Partial<AnomalyRule>;

export const usualAnomaly: AnomalyRule = { score: 6, minutes: 60, learnDays: 21, severity: "notice", off: false };
