import type { LimitRule } from "./limit-rule";
import { type RuleSubject, ruleHead } from "./rule-subject";

/** An entry of `rules` of the kind `supply`: what the public supply must keep (EN 50160). */
export const supplyRuleSchema = {
  type: "object",
  required: ["rule"],
  additionalProperties: false,
  properties: {
    rule: { const: "supply" },
    ...ruleHead,
    nominalVoltage: { type: "number", minimum: 50, maximum: 50_000 },
    nominalHz: { enum: [50, 60] },
  },
} as const;

export interface SupplyRule {
  /** Between phase and neutral, V. */
  readonly nominalVoltage: number;
  readonly nominalHz: number;
  readonly off: boolean;
}

export type WrittenSupplyRule = RuleSubject & Partial<SupplyRule>;

export const usualSupply: SupplyRule = { nominalVoltage: 230, nominalHz: 50, off: false };

const tenMinutes = 600_000;
const tenSeconds = 10_000;

const voltages = { values: ["voltage_l1", "voltage_l2", "voltage_l3"], otherwise: ["voltage"], unit: "V" } as const;

/**
 * EN 50160: means of ten minutes within ±10 % of the nominal voltage, unbalance at most 2 %, means of ten seconds within ±1 % of the
 * nominal frequency. Beyond ±15 %, and beyond +4 and -6 % of the frequency, the very reading counts.
 */
export function supplyLimits({ nominalVoltage: volts, nominalHz: hertz, off }: SupplyRule): LimitRule[] {
  if (off) return [];
  const slow = { delayMs: 0, endDelayMs: 0, severity: "warning" } as const;
  const sudden = { delayMs: 0, endDelayMs: 60_000, meanMs: 0, severity: "critical" } as const;
  const voltage = { ...voltages, nominal: { value: volts, share: 0.2 } };
  const frequency = {
    values: ["frequency"],
    otherwise: [],
    unit: "Hz",
    nominal: { value: hertz, share: 0.1 },
  } as const;
  const unbalance = { values: ["voltage_unbalance"], otherwise: [], unit: "%" } as const;
  return [
    {
      name: "supply-voltage",
      ...voltage,
      ...slow,
      above: volts * 1.1,
      below: volts * 0.9,
      hysteresis: volts * 0.01,
      meanMs: tenMinutes,
    },
    {
      name: "supply-voltage-extreme",
      ...voltage,
      ...sudden,
      above: volts * 1.15,
      below: volts * 0.85,
      hysteresis: volts * 0.02,
    },
    {
      name: "supply-frequency",
      ...frequency,
      ...slow,
      above: hertz * 1.01,
      below: hertz * 0.99,
      hysteresis: hertz * 0.001,
      meanMs: tenSeconds,
      endDelayMs: 60_000,
    },
    {
      name: "supply-frequency-extreme",
      ...frequency,
      ...sudden,
      above: hertz * 1.04,
      below: hertz * 0.94,
      hysteresis: hertz * 0.002,
    },
    {
      name: "supply-unbalance",
      ...unbalance,
      ...slow,
      above: 2,
      below: Number.NEGATIVE_INFINITY,
      hysteresis: 0.2,
      meanMs: tenMinutes,
    },
  ];
}
