import type { Severity } from "../contract/messages";
import { idSchema } from "../contract/schemas";
import { assertCounted } from "../metering/known-quantity";
import { type ModelShape, shapes } from "./model-shape";
import type { NonRoutineAdjustment } from "./savings";

/** A counted quantity of a meter. */
export interface CountedBy {
  readonly meter: string;
  readonly quantity: string;
}

/** What a meter should use, by its drivers; times are ms UTC. */
export interface BaselineRule {
  readonly id: string;
  /** Raised where another period is to be the baseline; those that were frozen stay. */
  readonly version: number;
  readonly meter: string;
  readonly machine?: string;
  readonly quantity: string;
  readonly temperatureMeter?: string;
  /** What is made, summed. */
  readonly production: readonly CountedBy[];
  /** Without one the shape that fits best is found, and so are base temperatures that are not given. */
  readonly shape?: ModelShape;
  readonly heatingBase?: number;
  readonly coolingBase?: number;
  /** The period the baseline is made from; without one the first `learnDays` days. */
  readonly from?: number;
  readonly to?: number;
  readonly learnDays: number;
  readonly adjustments: readonly NonRoutineAdjustment[];
  /** A lasting excess below is not told, % of the expected use. */
  readonly exceedPercent: number;
  /** Of the interval that holds the true saving. */
  readonly confidence: number;
  readonly pricePerUnit?: number;
  readonly severity: Severity;
  readonly off: boolean;
}

/** Weather needs every season; without it two months show what production and days off do. */
export const usualLearnDays = { weather: 365, other: 60 } as const;

export const usualBaseline = {
  version: 1,
  quantity: "active_energy_import",
  exceedPercent: 5,
  confidence: 0.9,
  severity: "warning",
  off: false,
} as const;

const date = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "a date such as 2026-12-25" } as const;
/** Wide enough for °F, where the temperatures come so. */
const degrees = { type: "number", minimum: -100, maximum: 150 } as const;
const amount = { type: "number", minimum: -1e12, maximum: 1e12 } as const;
const counted = {
  type: "object",
  required: ["meter", "quantity"],
  additionalProperties: false,
  properties: { meter: idSchema, quantity: idSchema },
} as const;

/** An entry of `rules` of the kind `baseline`. */
export const baselineRuleSchema = {
  type: "object",
  required: ["rule", "id"],
  additionalProperties: false,
  properties: {
    // It becomes a part of the condition's rule, which is an id too.
    id: { ...idSchema, maxLength: 40 },
    rule: { const: "baseline" },
    version: { type: "integer", minimum: 1, maximum: 1000 },
    meter: idSchema,
    machine: idSchema,
    quantity: idSchema,
    temperatureMeter: idSchema,
    production: { type: "array", maxItems: 20, items: counted },
    shape: { enum: shapes },
    heatingBase: degrees,
    coolingBase: degrees,
    from: date,
    to: date,
    learnDays: { type: "integer", minimum: 14, maximum: 800 },
    adjustments: {
      type: "array",
      maxItems: 200,
      items: {
        type: "object",
        required: ["from", "perDay", "reason"],
        additionalProperties: false,
        properties: { from: date, to: date, perDay: amount, reason: { type: "string", minLength: 1, maxLength: 300 } },
      },
    },
    exceedPercent: { type: "number", minimum: 1, maximum: 100 },
    confidence: { type: "number", minimum: 0.5, maximum: 0.999 },
    pricePerUnit: { type: "number", minimum: 0 },
    severity: { enum: ["notice", "warning", "critical"] },
    off: { type: "boolean" },
  },
} as const;

interface WrittenAdjustment {
  readonly from: string;
  readonly to?: string;
  readonly perDay: number;
  readonly reason: string;
}

/** As it stands in the site model; dates are local and their day belongs to the period only in `from`. */
export type WrittenBaselineRule = Partial<Omit<BaselineRule, "from" | "to" | "adjustments">> & {
  readonly id: string;
  readonly rule: "baseline";
  readonly from?: string;
  readonly to?: string;
  readonly adjustments?: readonly WrittenAdjustment[];
};

/** What the schema cannot say. Throws CONFIG_INVALID. */
export function checkBaselineRule({ quantity }: WrittenBaselineRule): void {
  if (quantity !== undefined) assertCounted(quantity);
}

/** With what is usual; `dayOf` gives the begin of a local date. */
export function baselineRuleFrom(
  { rule: _kind, from, to, adjustments = [], ...written }: WrittenBaselineRule,
  meter: string,
  dayOf: (date: string) => number,
): BaselineRule {
  const { weather, other } = usualLearnDays;
  return {
    ...usualBaseline,
    production: [],
    learnDays: written.temperatureMeter === undefined ? other : weather,
    ...written,
    meter,
    ...(from !== undefined && { from: dayOf(from) }),
    ...(to !== undefined && { to: dayOf(to) }),
    adjustments: adjustments.map((one) => ({
      from: dayOf(one.from),
      ...(one.to !== undefined && { to: dayOf(one.to) }),
      perPeriod: one.perDay,
      reason: one.reason,
    })),
  };
}
