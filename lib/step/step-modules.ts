import { accumulator } from "../metering/accumulator";
import type { StepModule } from "./step";

/** Every stateful node's logic by the node's type: what `replay` can run. */
export const stepModules: ReadonlyMap<string, StepModule<unknown, unknown>> = new Map(
  [accumulator].map((module) => [module.name, module as StepModule<unknown, unknown>]),
);
