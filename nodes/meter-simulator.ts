import type { Node, NodeAPI, NodeDef } from "node-red";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import { type ModbusServer, serveModbus } from "../lib/io/modbus-server";
import { profileFor } from "../lib/io/profiles";
import type { SiteNode, StoreNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { sendPaced } from "../lib/red/paced-send";
import { type InlineMeter, inlinePlant } from "../lib/simulate/inline-plant";
import { answer } from "../lib/simulate/modbus-slave";
import { pastReadings } from "../lib/simulate/past-readings";
import { type PlayedBus, type SimulatedPlant, simulatedPlant } from "../lib/simulate/simulated-plant";
import type { SiteModel } from "../lib/site/site-model";

interface MeterSimulatorDef extends NodeDef {
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

/** Plays meters over Modbus TCP, and sends what would have been read before the start. */
export default function (RED: NodeAPI): void {
  function MeterSimulator(this: Node, config: MeterSimulatorDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    const stopped = new AbortController();
    const servers: ModbusServer[] = [];

    const siteModel = (): SiteModel | undefined => {
      if (config.source === "inline") {
        const [port, seed, speed, pastHours] = [config.port, config.seed, config.speed, config.pastHours].map(Number);
        return inlinePlant({ ...config, port, seed, speed, pastHours });
      }
      const site = RED.nodes.getNode(config.site) as SiteNode | null;
      if (!site) throw new EnergyError("NODE_UNCONFIGURED", { place: "site" });
      return site.model;
    };

    const serve = async ({ model, slaves }: PlayedBus): Promise<number> => {
      const { id } = model;
      if (model.transport !== "tcp") {
        const detail = `a bus with transport "${model.transport}" is not simulated`;
        tools.raise(id, new EnergyError("CONFIG_INVALID", { place: `buses/${id}/simulated`, detail }));
        return 0;
      }
      const { host, port } = model;
      const fail = (error: Error): void =>
        tools.raise(id, new EnergyError("SIMULATOR_PORT", { bus: id, host, port, detail: error.message }));
      try {
        const reply = (unitId: number, request: Uint8Array) => answer(slaves, unitId, request, Date.now());
        servers.push(await serveModbus(host, port, reply, fail));
        return slaves.size;
      } catch (error) {
        fail(error as Error);
        return 0;
      }
    };

    const sendPast = async (plant: SimulatedPlant): Promise<void> => {
      const store = (RED.nodes.getNode(config.store) as StoreNode | null)?.store;
      const latest = (await store?.latest(plant.site)) ?? [];
      const known = new Map(latest.map(({ meter, at }) => [meter, at]));
      await sendPaced(this, pastReadings(plant, known, Date.now()), stopped.signal);
    };

    const start = async (): Promise<void> => {
      const site = siteModel();
      if (!site) return tools.status("no-site");
      const plant = simulatedPlant(site, profileFor);
      for (const [meter, problem] of plant.problems) tools.raise(meter, problem);
      if (plant.buses.length === 0) return tools.status("not-simulating");
      tools.status("starting");
      const served = await Promise.all(plant.buses.map(serve));
      // Clients may connect from now on, but the past comes before the first answer.
      try {
        await sendPast(plant);
      } catch (error) {
        tools.raise("past", toEnergyError(error), "warning");
      }
      for (const server of servers) server.release();
      const meters = served.reduce((sum, count) => sum + count, 0);
      const failing = served.filter((count) => count === 0).length;
      if (failing === served.length) tools.status("failed");
      else if (failing > 0) tools.status("some-failing", { failing, all: served.length });
      else tools.status("serving", { meters });
    };

    // Not before every node of the flows exists and is wired: the past is sent at once.
    const started = new Promise<void>((resolve) => setImmediate(resolve)).then(start).catch((error: unknown) => {
      tools.raise("", toEnergyError(error));
      tools.status("config-error");
    });

    this.on("close", (done: (error?: Error) => void) => {
      stopped.abort();
      started.then(() => Promise.all(servers.map((server) => server.close()))).then(() => done(), done);
    });
  }

  RED.nodes.registerType("meter-simulator", MeterSimulator);
}
