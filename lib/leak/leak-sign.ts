import type { Severity } from "../contract/messages";
import type { FlowSpan } from "./flow-span";
import type { LeakRule } from "./leak-rule";
import type { LeakCondition, MeterFlow } from "./meter-flow";

/** What a check has found in a meter's flow. Flows per hour, times ms UTC. */
export interface Sign {
  readonly rule: LeakCondition;
  readonly severity: Severity;
  readonly since: number;
  readonly flow: number;
  readonly limit?: number;
  readonly level?: number;
  /** Of steps: the base flow before it. */
  readonly base?: number;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** What every check is given. */
export interface Look {
  readonly state: MeterFlow;
  readonly rule: LeakRule;
  readonly leastFlow: number;
  readonly pulse: number;
  /** Over how many hours the least flow of a day is taken. */
  readonly width: number;
  readonly span: FlowSpan;
}
