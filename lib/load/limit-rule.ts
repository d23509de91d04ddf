import { EnergyError } from "../contract/error";
import type { Severity } from "../contract/messages";
import { ruleName } from "./finding";
import { assertLimitable } from "./rule-quantity";
import { type RuleSubject, ruleHead } from "./rule-subject";

const seconds = { type: "number", minimum: 0, maximum: 86_400 } as const;

/** An entry of `rules` of the kind `limit`: a quantity that is to stay within limits. */
export const limitRuleSchema = {
  type: "object",
  required: ["rule", "quantity"],
  anyOf: [{ required: ["above"] }, { required: ["below"] }],
  additionalProperties: false,
  properties: {
    rule: { const: "limit" },
    ...ruleHead,
    quantity: { type: "string", pattern: "^[a-z][a-z0-9_]{0,63}$" },
    above: { type: "number" },
    below: { type: "number" },
    hysteresis: { type: "number", minimum: 0 },
    delaySeconds: seconds,
    endDelaySeconds: seconds,
    meanSeconds: seconds,
    aboveLoadKw: { type: "number", minimum: 0 },
  },
} as const;

export interface WrittenLimitRule extends RuleSubject {
  readonly quantity: string;
  readonly above?: number;
  readonly below?: number;
  readonly hysteresis?: number;
  readonly delaySeconds?: number;
  readonly endDelaySeconds?: number;
  readonly meanSeconds?: number;
  readonly aboveLoadKw?: number;
  readonly severity?: Severity;
}

/** What the schema cannot say. Throws CONFIG_INVALID. */
export function checkLimitRule({ quantity, above, below }: WrittenLimitRule): void {
  assertLimitable(quantity);
  if (above === undefined || below === undefined || above > below) return;
  throw new EnergyError("CONFIG_INVALID", { place: "above", detail: "must be greater than below" });
}

/** A limit as it is watched. Times are ms. */
export interface LimitRule {
  /** The condition's rule. */
  readonly name: string;
  /** Values that it judges, each for itself; where a reading has none of them, those of `otherwise`. */
  readonly values: readonly string[];
  readonly otherwise: readonly string[];
  readonly above: number;
  readonly below: number;
  /** How far inside a value must be to count as back. */
  readonly hysteresis: number;
  /** Told when it has been outside for so long; 0: by the very reading that crosses. */
  readonly delayMs: number;
  /** Over when it has been back for so long. */
  readonly endDelayMs: number;
  /** Judged is the mean of so long a time of the clock; 0: each reading. */
  readonly meanMs: number;
  /** Judged only while more than this flows, kW. */
  readonly aboveLoadKw?: number;
  readonly severity: Severity;
  readonly unit: string;
  /** Nothing is judged before the meter has shown a value so near, as a share, to what is nominal. */
  readonly nominal?: { readonly value: number; readonly share: number };
}

const phases = ["l1", "l2", "l3"] as const;
const phased = /^(voltage|current|voltage_thd|power_factor|active_power|reactive_power|apparent_power)$/;
/** What the total of these is made from is judged first: a mean hides the phase that is out. */
const byPhase = /^(voltage|current)$/;

/** Where a rule says nothing of it: in the quantity's unit, or as a share of the limit. */
const usualHysteresis: Readonly<Record<string, number>> = { frequency: 0.05, power_factor: 0.01 };
const hysteresisShare = 0.01;

export const usualLimit = { delaySeconds: 0, endDelaySeconds: 60, meanSeconds: 0, severity: "warning" } as const;

/** Rules without an id are told apart by what they are about. */
const unnamed = ({ quantity, above, below }: WrittenLimitRule): string =>
  `${quantity.slice(0, 50)}${below === undefined ? "-above" : above === undefined ? "-below" : ""}`;

export function limitRuleOf(written: WrittenLimitRule, unitOf: (quantity: string) => string): LimitRule {
  const { id, quantity, above = Number.POSITIVE_INFINITY, below = Number.NEGATIVE_INFINITY } = written;
  const finest = Math.min(...[above, below].filter(Number.isFinite).map(Math.abs));
  const each = phases.map((phase) => `${quantity}_${phase}`);
  const [values, otherwise] = byPhase.test(quantity)
    ? [each, [quantity]]
    : [[quantity], phased.test(quantity) ? each : []];
  return {
    name: ruleName("limit", id ?? unnamed(written)),
    values,
    otherwise,
    above,
    below,
    hysteresis: written.hysteresis ?? usualHysteresis[quantity] ?? finest * hysteresisShare,
    delayMs: (written.delaySeconds ?? usualLimit.delaySeconds) * 1000,
    endDelayMs: (written.endDelaySeconds ?? usualLimit.endDelaySeconds) * 1000,
    meanMs: (written.meanSeconds ?? usualLimit.meanSeconds) * 1000,
    ...(written.aboveLoadKw !== undefined && { aboveLoadKw: written.aboveLoadKw }),
    severity: written.severity ?? usualLimit.severity,
    unit: unitOf(quantity),
  };
}
