import { type RuleSubject, ruleHead } from "./rule-subject";

const kilowatts = { type: "number", minimum: 0, maximum: 1e6 } as const;
const minutes = { type: "number", minimum: 1, maximum: 10_080 } as const;

/** An entry of `rules` of the kind `idle`: a machine's states, and what it costs while it does nothing. */
export const idleRuleSchema = {
  type: "object",
  required: ["rule"],
  additionalProperties: false,
  properties: {
    rule: { const: "idle" },
    ...ruleHead,
    offBelowKw: kilowatts,
    runningAboveKw: kilowatts,
    minimumSeconds: { type: "number", minimum: 0, maximum: 3600 },
    idleMinutes: minutes,
    offShiftMinutes: minutes,
    leastIdleKw: kilowatts,
    pricePerUnit: { type: "number", minimum: 0 },
  },
} as const;

export interface IdleRule {
  readonly id?: string;
  /** Between these two it idles, kW; absent: learnt. */
  readonly offBelowKw?: number;
  readonly runningAboveKw?: number;
  /** A state that is over sooner has not been one. */
  readonly minimumSeconds: number;
  /** Idling for longer during a shift is told; between shifts sooner. */
  readonly idleMinutes: number;
  readonly offShiftMinutes: number;
  /** Less than this idles for nobody to switch it off, kW. */
  readonly leastIdleKw: number;
  /** Money per kWh. */
  readonly pricePerUnit?: number;
  readonly off: boolean;
}

export type WrittenIdleRule = RuleSubject & Partial<IdleRule>;

export const usualIdle: IdleRule = {
  minimumSeconds: 60,
  idleMinutes: 60,
  offShiftMinutes: 15,
  leastIdleKw: 0.1,
  off: false,
};
