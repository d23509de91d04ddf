import { idSchema } from "../contract/schemas";
import { assertCounted } from "../metering/known-quantity";

/** How the baseline of a meter is watched; what a rule does not name keeps its default. */
export interface DriftRule {
  /** Local times between which the machine is normally at rest; without them its calendar says, else 00:00 to 06:00. */
  readonly quietFrom?: string;
  readonly quietTo?: string;
  /** Which consumption is watched. */
  readonly quantity: string;
  /** A meter whose quantity `temperature` is that of outdoors. */
  readonly temperatureMeter?: string;
  /** Below and above it weather makes use, °C. */
  readonly heatingBase: number;
  readonly coolingBase: number;
  /** The machine does not feel the weather: without a temperature a rise is then more than a notice. */
  readonly weatherIndependent: boolean;
  /** Rises below this are not told, %. */
  readonly leastPercent: number;
  /** A level that has lasted so long is the new baseline, days. */
  readonly acceptDays: number;
  /** Of one unit of the quantity; what a drift costs a day follows from it. */
  readonly pricePerUnit?: number;
  /** Not watched at all. */
  readonly off: boolean;
}

export const usualDrift: DriftRule = {
  quantity: "active_energy_import",
  heatingBase: 15,
  coolingBase: 22,
  weatherIndependent: false,
  leastPercent: 3,
  acceptDays: 90,
  off: false,
};

const clock = {
  type: "string",
  pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
  description: "a time of day such as 06:00",
} as const;
/** Wide enough for °F, where the temperatures come so. */
const degrees = { type: "number", minimum: -100, maximum: 150 } as const;

/** An entry of `rules` of the kind `drift`; without a meter it holds for all that have none of their own. */
export const driftRuleSchema = {
  type: "object",
  required: ["rule"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    rule: { const: "drift" },
    meter: idSchema,
    quietFrom: clock,
    quietTo: clock,
    quantity: idSchema,
    temperatureMeter: idSchema,
    heatingBase: degrees,
    coolingBase: degrees,
    weatherIndependent: { type: "boolean" },
    leastPercent: { type: "number", minimum: 1, maximum: 100 },
    acceptDays: { type: "number", minimum: 14, maximum: 3650 },
    pricePerUnit: { type: "number", minimum: 0 },
    off: { type: "boolean" },
  },
} as const;

export type WrittenDriftRule = Partial<DriftRule> & { readonly meter?: string };

/** What the schema cannot say. Throws CONFIG_INVALID. */
export function checkDriftRule({ quantity }: WrittenDriftRule): void {
  if (quantity !== undefined) assertCounted(quantity);
}

/** What holds for a meter: its own rule over the general one over what is usual. */
export function driftRuleFor(meter: string, rules: readonly WrittenDriftRule[]): DriftRule {
  const general = rules.find((rule) => rule.meter === undefined);
  return { ...usualDrift, ...general, ...rules.find((rule) => rule.meter === meter) };
}
