import type { Severity } from "../contract/messages";
import { idSchema } from "../contract/schemas";
import type { WhileOff } from "./machine-power";

/** How a meter is watched for leaks; what a rule does not name keeps its default. Flows are per hour, in the meter's unit. */
export interface LeakRule {
  /** Losses below are nobody's concern; 1 L/h of water and 0.01 m³/h of gas when absent. */
  readonly leastFlow?: number;
  /** What the register counts in, where it is coarser than its values show. */
  readonly pulse?: number;
  /** So long flow without any pause is still use, hours. */
  readonly longestUseHours: number;
  /** More than this is a burst at once; without it the ceiling is learnt. */
  readonly burstFlow?: number;
  /** Between the shifts of its calendar, or while the machine is off, so many minutes of flow are a loss; 0: not asked. */
  readonly offShiftMinutes: number;
  /** A machine whose power says when nothing may flow, instead of a calendar. */
  readonly whileOff?: WhileOff;
  /** Of one L or m³, in the site's currency. */
  readonly pricePerUnit?: number;
  readonly severity?: Severity;
  /** Not watched at all. */
  readonly off: boolean;
}

export const usualLeakRule: LeakRule = { longestUseHours: 42, offShiftMinutes: 0, off: false };

const flow = { type: "number", exclusiveMinimum: 0, maximum: 1e9 } as const;

/** An entry of `rules` of the kind `leak`; without a meter it holds for all that have none of their own. */
export const leakRuleSchema = {
  type: "object",
  required: ["rule"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    rule: { const: "leak" },
    meter: idSchema,
    leastFlow: flow,
    pulse: flow,
    longestUseHours: { type: "number", minimum: 1, maximum: 720 },
    burstFlow: flow,
    offShiftMinutes: { type: "number", minimum: 0, maximum: 10_080 },
    whileOff: {
      type: "object",
      required: ["belowW"],
      additionalProperties: false,
      properties: { meter: idSchema, machine: idSchema, belowW: { type: "number", exclusiveMinimum: 0, maximum: 1e9 } },
      oneOf: [{ required: ["meter"] }, { required: ["machine"] }],
    },
    pricePerUnit: { type: "number", minimum: 0, maximum: 1e6 },
    severity: { enum: ["notice", "warning", "critical"] },
    off: { type: "boolean" },
  },
} as const;

/** As it is written: a machine may be named instead of the meter of its power. */
export interface WrittenLeakRule extends Partial<Omit<LeakRule, "whileOff">> {
  readonly meter?: string;
  readonly whileOff?: { readonly meter?: string; readonly machine?: string; readonly belowW: number };
}

/** A rule whose machine has become the meter of its power. */
export interface MeantLeakRule extends Partial<LeakRule> {
  readonly meter?: string;
}

/** What holds for a meter: its own rule over the general one over what is usual. */
export function leakRuleFor(meter: string, rules: readonly MeantLeakRule[]): LeakRule {
  const general = rules.find((rule) => rule.meter === undefined);
  return { ...usualLeakRule, ...general, ...rules.find((rule) => rule.meter === meter) };
}
