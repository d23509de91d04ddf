import type { Severity } from "../contract/messages";
import { type RuleSubject, ruleHead } from "./rule-subject";

/** An entry of `rules` of the kind `peak-forming`. */
export const peakRuleSchema = {
  type: "object",
  required: ["rule"],
  additionalProperties: false,
  properties: {
    rule: { const: "peak-forming" },
    ...ruleHead,
    limitKw: { type: "number", exclusiveMinimum: 0 },
    windowMinutes: { enum: [15, 30, 60] },
    settleShare: { type: "number", minimum: 0, maximum: 0.9 },
    caution: { type: "number", minimum: 0, maximum: 5 },
    pastShare: { type: "number", minimum: 0, maximum: 1.5 },
  },
} as const;

export interface PeakRule {
  readonly id?: string;
  /** What must not be exceeded, kW; absent: the highest window of the month so far. */
  readonly limitKw?: number;
  readonly windowMinutes: 15 | 30 | 60;
  /** So much of a window must be over before its forecast is told. */
  readonly settleShare: number;
  /** Early in a month every window is its highest: below this share of what months reach there is nothing to tell. */
  readonly pastShare: number;
  /** By how many of its usual errors a forecast must exceed the limit: more is surer, less is earlier. */
  readonly caution: number;
  readonly severity: Severity;
  readonly off: boolean;
}

export type WrittenPeakRule = RuleSubject & Partial<PeakRule>;

export const usualPeak: PeakRule = {
  windowMinutes: 15,
  settleShare: 0.2,
  pastShare: 0.9,
  caution: 1,
  severity: "warning",
  off: false,
};
