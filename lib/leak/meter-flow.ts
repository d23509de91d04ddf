import type { Severity } from "../contract/messages";
import type { FlowHours } from "./flow-hours";
import type { FlowLevel } from "./flow-level";
import type { RegisterPlace } from "./register-spans";

/** What tells how much flowed, best first. */
export const flowSources = ["register", "interval", "gauge"] as const;
export type FlowSource = (typeof flowSources)[number];

export const leakRules = ["leak", "continuous-flow", "burst", "flow-while-off"] as const;
export type LeakCondition = (typeof leakRules)[number];

/** What has been told and not ended. Times are ms UTC. */
export interface Told {
  readonly since: number;
  readonly severity: Severity;
  /** Per hour, as it was told last. */
  readonly flow: number;
  /** Of leaks: the level told last. */
  readonly level?: number;
}

/** What is remembered of one meter. Times are ms UTC, flows per hour. */
export interface MeterFlow {
  readonly quantity?: string;
  readonly source?: FlowSource;
  /** Where its register stands, or its gauge: the last flow. */
  readonly place?: RegisterPlace;
  readonly gauge?: { readonly at: number; readonly flow: number };
  readonly startedAt?: number;
  /** What its register is seen to count in. */
  readonly pulse?: number;
  /** How often something comes. */
  readonly cadenceMs: number;
  readonly levels: Readonly<Record<string, FlowLevel>>;
  readonly hours: FlowHours;
  /** The highest flow of a span, with a slow decay; a burst is far above. */
  readonly ceiling?: number;
  readonly lastFlow?: number;
  /** Since when it has flowed without a pause while the shift is off, and how much since. */
  readonly off?: { readonly since: number; readonly amount: number };
  readonly told: Readonly<Partial<Record<LeakCondition, Told>>>;
}
