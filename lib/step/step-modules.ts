import { alertManager } from "../alert/alert-manager";
import { baselineDrift } from "../baseline/baseline-drift";
import { tariffCost } from "../costing/tariff-cost";
import { leakDetector } from "../leak/leak-detector";
import { loadMonitor } from "../load/load-monitor";
import { accumulator } from "../metering/accumulator";
import { virtualMeters } from "../metering/virtual/virtual-meters";
import { watchdog } from "../watchdog/watchdog";
import type { StepModule } from "./step";

const modules: readonly { readonly name: string }[] = [
  // A line each.
  accumulator,
  virtualMeters,
  tariffCost,
  watchdog,
  alertManager,
  loadMonitor,
  leakDetector,
  baselineDrift,
];

/** Every stateful node's logic by the node's type: what `replay` can run. */
export const stepModules: ReadonlyMap<string, StepModule<unknown, unknown>> = new Map(
  modules.map((module) => [module.name, module as StepModule<unknown, unknown>]),
);
