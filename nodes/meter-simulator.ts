import type { Node, NodeAPI, NodeDef } from "node-red";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import { profileFor } from "../lib/io/profiles";
import { readScenario, type ScenarioSource } from "../lib/io/scenario-file";
import { type ServedPlant, servePlant } from "../lib/io/served-plant";
import { tellFaults } from "../lib/red/fault-teller";
import type { SiteNode, StoreNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { sendPaced } from "../lib/red/paced-send";
import type { FaultChange } from "../lib/simulate/faults/fault-changes";
import { parseScenario } from "../lib/simulate/faults/scenario";
import { type InlineMeter, inlinePlant } from "../lib/simulate/inline-plant";
import { earliestPast, pastReadings } from "../lib/simulate/past-readings";
import { type SimulatedPlant, simulatedPlant } from "../lib/simulate/simulated-plant";
import type { SiteModel } from "../lib/site/site-model";

/** Flows from before there were scenarios say nothing of one. */
interface MeterSimulatorDef extends NodeDef, ScenarioSource {
  /** `site`: every simulated bus of the site model; `inline`: the meters listed here. */
  source: "site" | "inline";
  site: string;
  /** Optional: what it already holds is not sent again. */
  store: string;
  host: string;
  port: number | string;
  timeZone: string;
  seed: number | string;
  speed: number | string;
  pastHours: number | string;
  meters: InlineMeter[];
}

/** Plays meters on simulated buses, healthy or as a scenario says, and sends what would have been read before the start. */
export default function (RED: NodeAPI): void {
  function MeterSimulator(this: Node, config: MeterSimulatorDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    const stopped = new AbortController();
    let served: ServedPlant | undefined;
    let stopTelling = (): void => {};

    const siteModel = (): SiteModel | undefined => {
      if (config.source === "inline") {
        const [port, seed, speed, pastHours] = [config.port, config.seed, config.speed, config.pastHours].map(Number);
        return inlinePlant({ ...config, port, seed, speed, pastHours });
      }
      const site = RED.nodes.getNode(config.site) as SiteNode | null;
      if (!site) throw new EnergyError("NODE_UNCONFIGURED", { place: "site" });
      return site.model;
    };

    const sendPast = async (plant: SimulatedPlant, start: number): Promise<void> => {
      const store = (RED.nodes.getNode(config.store) as StoreNode | null)?.store;
      const latest = (await store?.latest(plant.site)) ?? [];
      const known = new Map(latest.map(({ meter, at }) => [meter, at]));
      await sendPaced(this, pastReadings(plant, known, start), stopped.signal);
    };

    const sendTruth = (site: string, { at, meter, fault, active, facts }: FaultChange): void => {
      const payload = { kind: "fault", site, meter, at, fault, active, facts };
      this.send([null, { topic: `${site}/${meter}/fault`, payload }]);
    };

    const start = async (): Promise<void> => {
      const site = siteModel();
      if (!site) return tools.status("no-site");
      const startedAt = Date.now();
      const scenario = readScenario(config, process.env.ENERGY_HOME ?? RED.settings.userDir ?? ".");
      const faults = scenario === undefined ? [] : parseScenario(scenario, site, startedAt);
      const plant = simulatedPlant(site, profileFor, faults);
      for (const [meter, problem] of plant.problems) tools.raise(meter, problem);
      if (plant.buses.length === 0) return tools.status("not-simulating");
      tools.status("starting");
      served = await servePlant(plant, Date.now, tools.raise);
      const { buses, failing, meters } = served;
      // Masters may connect from now on, but the past comes before the first answer.
      try {
        await sendPast(plant, startedAt);
      } catch (error) {
        tools.raise("past", toEnergyError(error), "warning");
      }
      if (stopped.signal.aborted) return;
      served.release();
      stopTelling = tellFaults(faults, earliestPast(plant, startedAt), (changes, active) => {
        for (const change of changes) sendTruth(site.id, change);
        if (failing === buses) tools.status("failed");
        else if (failing > 0) tools.status("some-failing", { failing, all: buses });
        else if (active > 0) tools.status("faulty", { active });
        else tools.status("serving", { meters });
      });
    };

    // Not before every node of the flows exists and is wired: the past is sent at once.
    const started = new Promise<void>((resolve) => setImmediate(resolve)).then(start).catch((error: unknown) => {
      tools.raise("", toEnergyError(error));
      tools.status("config-error");
    });

    this.on("close", (done: (error?: Error) => void) => {
      stopped.abort();
      started
        .then(() => {
          stopTelling();
          return served?.close();
        })
        .then(() => done(), done);
    });
  }

  RED.nodes.registerType("meter-simulator", MeterSimulator);
}
