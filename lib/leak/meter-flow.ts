import type { Severity } from "../contract/messages";
import type { FlowHours } from "./flow-hours";
import type { FlowLevels } from "./flow-levels";
import type { FlowSpan } from "./flow-span";
import type { MachinePower } from "./machine-power";
import type { RegisterPlace } from "./register-spans";

/** What tells how much flowed, best first. */
export const flowSources = ["register", "interval", "gauge"] as const;
export type FlowSource = (typeof flowSources)[number];

/** What is looked for with every reading, what at the end of an hour, and what at the end of a day. */
export const atOnceRules = ["burst", "flow-while-off"] as const;
export const lastingRules = ["leak", "continuous-flow"] as const;
export const dailyRules = ["leak", "continuous-flow", "flow-step"] as const;
export type LeakCondition = (typeof atOnceRules | typeof dailyRules)[number];

/** What has been told and not ended. Times are ms UTC. */
export interface Told {
  readonly since: number;
  readonly severity: Severity;
  /** Per hour, as it was told last. */
  readonly flow: number;
  /** As it was told last. */
  readonly evidence: Readonly<Record<string, unknown>>;
  /** Of leaks: the level told last. */
  readonly level?: number;
  /** Of steps: the base flow before it. */
  readonly base?: number;
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
  /** What came within the hour that is not over: levels and hours are looked at when it is. */
  readonly pending: readonly FlowSpan[];
  readonly levels: FlowLevels;
  readonly hours: FlowHours;
  /** The highest flow of a span, with a slow decay; a burst is far above. */
  readonly ceiling?: number;
  readonly lastFlow?: number;
  /** Since when it has flowed without a pause while everything is off, how much since, and how much less than the least flow of late. */
  readonly off?: { readonly since: number; readonly amount: number; readonly deficit: number };
  /** Where its rule names a machine. */
  readonly machine?: MachinePower;
  readonly told: Readonly<Partial<Record<LeakCondition, Told>>>;
}

/** One meter, or those that wait for the same machine to be off. */
export interface WatchedMeters {
  readonly meters: Readonly<Record<string, MeterFlow>>;
}
