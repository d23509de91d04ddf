import type { EnergyError } from "../contract/error";
import type { StepAnswer, StepOutput, StepStatus } from "./step";

/** What one input led to, once it is durable. */
export interface StepOutcome {
  readonly outputs: readonly StepOutput[];
  readonly errors: readonly EnergyError[];
  readonly status: StepStatus;
}

export const outcomeOf = ({ outputs, errors = [], status }: StepAnswer): StepOutcome => ({ outputs, errors, status });
