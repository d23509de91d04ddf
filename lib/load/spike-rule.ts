import type { Severity } from "../contract/messages";
import { type RuleSubject, ruleHead } from "./rule-subject";

/** An entry of `rules` of the kind `spike`. */
export const spikeRuleSchema = {
  type: "object",
  required: ["rule"],
  additionalProperties: false,
  properties: {
    rule: { const: "spike" },
    ...ruleHead,
    spreads: { type: "number", minimum: 0.1, maximum: 20 },
    leastKw: { type: "number", minimum: 0 },
    learnDays: { type: "number", minimum: 1, maximum: 60 },
  },
} as const;

export interface SpikeRule {
  readonly id?: string;
  /** How far above what is usually highest at this hour, in what lies between the usual and that. */
  readonly spreads: number;
  /** Less above it is no spike, kW. */
  readonly leastKw: number;
  /** So long nothing is told. */
  readonly learnDays: number;
  readonly severity: Severity;
  readonly off: boolean;
}

export type WrittenSpikeRule = RuleSubject & Partial<SpikeRule>;

export const usualSpike: SpikeRule = { spreads: 1, leastKw: 0.5, learnDays: 14, severity: "notice", off: false };
