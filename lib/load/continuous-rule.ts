import type { Severity } from "../contract/messages";
import { assertMeasured } from "./rule-quantity";
import { type RuleSubject, ruleHead } from "./rule-subject";

/** An entry of `rules` of the kind `continuous-load`: what must be nothing now and then. */
export const continuousRuleSchema = {
  type: "object",
  required: ["rule", "quantity", "above", "hours"],
  additionalProperties: false,
  properties: {
    rule: { const: "continuous-load" },
    ...ruleHead,
    quantity: { type: "string", pattern: "^[a-z][a-z0-9_]{0,63}$" },
    above: { type: "number", minimum: 0 },
    hours: { type: "number", exclusiveMinimum: 0, maximum: 744 },
    offShiftOnly: { type: "boolean" },
  },
} as const;

export interface WrittenContinuousRule extends RuleSubject {
  /** A gauge: `active_power`, `gas_flow` … */
  readonly quantity: string;
  /** More than this flows, in the quantity's unit. */
  readonly above: number;
  /** For so long without a pause. */
  readonly hours: number;
  /** What flows during a shift does not count. */
  readonly offShiftOnly?: boolean;
  readonly severity?: Severity;
}

/** What the schema cannot say. Throws CONFIG_INVALID. */
export const checkContinuousRule = ({ quantity }: WrittenContinuousRule): void => assertMeasured(quantity);

export const usualContinuous = { offShiftOnly: false, severity: "warning" } as const;
