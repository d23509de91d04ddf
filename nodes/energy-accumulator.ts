import type { Node, NodeAPI, NodeDef } from "node-red";
import { profileFor } from "../lib/io/profiles";
import { accumulator } from "../lib/metering/accumulator";
import type { SiteNode } from "../lib/red/handles";
import { stepNode } from "../lib/red/step-node";
import { countingRules } from "../lib/site/counting-rules";
import type { BusMeter } from "../lib/site/site-model";

interface EnergyAccumulatorDef extends NodeDef {
  site: string;
  store: string;
  /** Used where no site is chosen. */
  timeZone: string;
  steps: string[];
  quantities: string[];
  maxGapSeconds: number | string;
  latenessMinutes?: number | string;
  confirmReadings?: number | string;
  confirmSeconds?: number | string;
  /** kW; used where no site is chosen. */
  ratedPowerKw?: number | string;
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
      ...(config.latenessMinutes && { latenessSeconds: Number(config.latenessMinutes) * 60 }),
      ...(config.confirmReadings && { confirmReadings: Number(config.confirmReadings) }),
      ...(config.confirmSeconds && { confirmSeconds: Number(config.confirmSeconds) }),
      ...(site?.model
        ? { meters: countingRules(site.model, rolloversOf) }
        : config.ratedPowerKw && { ratedPowerKw: Number(config.ratedPowerKw) }),
      running: config.running ?? true,
    };
    stepNode(RED, this, accumulator, raw, { ports: 3, kinds: ["reading", "event"], store: config.store });
  }

  RED.nodes.registerType("energy-accumulator", EnergyAccumulator);
}

function rolloversOf({ id, profile }: BusMeter): Record<string, number> {
  try {
    const { registers } = profileFor(profile, id);
    return Object.fromEntries(registers.flatMap(({ quantity, rollover }) => (rollover ? [[quantity, rollover]] : [])));
  } catch {
    // Whoever reads the meter says what is wrong with its profile; what it has counted can be counted all the same.
    return {};
  }
}
