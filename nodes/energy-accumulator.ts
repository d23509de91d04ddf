import type { Node, NodeAPI, NodeDef } from "node-red";
import { accumulator } from "../lib/metering/accumulator";
import type { SiteNode } from "../lib/red/handles";
import { stepNode } from "../lib/red/step-node";

interface EnergyAccumulatorDef extends NodeDef {
  site: string;
  store: string;
  /** Used where no site is chosen. */
  timeZone: string;
  steps: string[];
  quantities: string[];
  maxGapSeconds: number | string;
  running: boolean;
}

/** Readings and dated facts in; aligned intervals out: closed ones on output 1, running ones on 2, corrections on 3. */
export default function (RED: NodeAPI): void {
  function EnergyAccumulator(this: Node, config: EnergyAccumulatorDef): void {
    RED.nodes.createNode(this, config);
    const site = RED.nodes.getNode(config.site) as SiteNode | null;
    const raw = {
      timeZone: site?.model?.timeZone ?? config.timeZone ?? "UTC",
      ...(config.steps?.length && { steps: config.steps }),
      ...(config.quantities?.length && { quantities: config.quantities }),
      ...(config.maxGapSeconds && { maxGapSeconds: Number(config.maxGapSeconds) }),
      running: config.running ?? true,
    };
    stepNode(RED, this, accumulator, raw, { ports: 3, kinds: ["reading", "event"], store: config.store });
  }

  RED.nodes.registerType("energy-accumulator", EnergyAccumulator);
}
