import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { inlinePoint, type MeterPoint, sitePoints } from "../lib/acquire/meter-point";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import { topicOf } from "../lib/contract/messages";
import { MeteredPoint } from "../lib/io/metered-point";
import { profileFor, profileIds } from "../lib/io/profiles";
import type { BusNode, SiteNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { ReaderStates } from "../lib/red/reader-states";
import { errorText, type Language, languageOf } from "../lib/red/text";

interface MeterReaderDef extends NodeDef {
  /** `site`: every meter of the site model; `inline`: the one described here. */
  source: "site" | "inline";
  site: string;
  bus: string;
  profile: string;
  unitId: number | string;
  siteId: string;
  meter: string;
  intervalSeconds: number | string;
  /** Empty: everything the profile has. */
  quantities: string[];
}

/** Reads meters at their intervals, and at once on a message; one message per reading. */
export default function (RED: NodeAPI): void {
  function MeterReader(this: Node, config: MeterReaderDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    const site = config.source === "inline" ? null : (RED.nodes.getNode(config.site) as SiteNode | null);
    const states = new ReaderStates(tools, site?.meterStates);
    const meters = new Map<string, MeteredPoint>();
    let refusal: EnergyError | undefined;
    let closed = false;

    const points = (): MeterPoint[] => {
      if (config.source === "inline") return [inlineMeter(RED, config)];
      if (!site) throw new EnergyError("NODE_UNCONFIGURED", { place: "site" });
      if (!site.model) throw site.problem ?? new EnergyError("NODE_UNCONFIGURED", { place: "site" });
      return sitePoints(site.model);
    };

    const open = (point: MeterPoint): void => {
      states.waiting(point.meter, point.bus);
      try {
        meters.set(point.meter, new MeteredPoint(point));
      } catch (thrown) {
        states.failing(point.meter, toEnergyError(thrown));
      }
    };

    const start = (): void => {
      for (const meter of meters.values()) {
        const { point } = meter;
        meter.start({
          paced: (inTime) => states.paced(point, inTime),
          online: ({ reading, warning }) => {
            if (closed) return;
            states.online(reading, warning);
            this.send({ topic: topicOf(reading), payload: reading });
          },
          failing: (thrown) => {
            if (!closed) states.failing(point.meter, toEnergyError(thrown));
          },
        });
      }
    };

    /** Sends what can be read; rejects with the first error when some could not. */
    const readNow = async (msg: NodeMessage, send: (msg: NodeMessage) => void): Promise<void> => {
      if (refusal) throw refusal;
      const results = await Promise.allSettled(asked(meters, msg).map((meter) => meter.read()));
      for (const result of results) {
        if (result.status === "fulfilled" && !closed) {
          const { reading } = result.value;
          send({ ...msg, topic: topicOf(reading), payload: reading });
        }
      }
      const failed = results.find((result) => result.status === "rejected");
      if (failed) throw failed.reason;
    };

    this.on("input", (msg, send, done) => {
      readNow(msg, send).then(
        () => done(),
        (thrown) => done(tools.forDone(thrown)),
      );
    });
    this.on("close", (done: () => void) => {
      closed = true;
      RED.events.off("flows:started", start);
      for (const meter of meters.values()) meter.release();
      done();
    });

    try {
      for (const point of points()) open(point);
      states.show();
      // Not before every node of the flows is there to take the first readings.
      RED.events.once("flows:started", start);
    } catch (thrown) {
      refusal = toEnergyError(thrown);
      const noModel = site !== null && !site.model;
      // The site model's own node has already said what is wrong with it.
      if (!noModel) tools.raise("", refusal);
      tools.status(noModel ? "no-site" : "config-error");
    }
  }

  RED.nodes.registerType("meter-reader", MeterReader);

  RED.httpAdmin.get("/energy-gateway/profiles", RED.auth.needsPermission("flows.read"), (_req, res) => {
    const { lang }: { lang?: string } = RED.settings as never;
    const language = languageOf(lang ?? process.env.ENERGY_LANGUAGE);
    res.json(profileIds().map((id) => described(id, language)));
  });
}

function inlineMeter(RED: NodeAPI, config: MeterReaderDef): MeterPoint {
  const node = RED.nodes.getNode(config.bus) as BusNode | null;
  if (node?.problem) throw node.problem;
  const raw = {
    site: config.siteId || "site",
    meter: config.meter,
    profile: config.profile,
    unitId: Number(config.unitId),
    intervalSeconds: Number(config.intervalSeconds),
    quantities: config.quantities ?? [],
  };
  return inlinePoint(raw, node?.bus);
}

/** The meter named by `msg.meter`, or all. */
function asked(meters: ReadonlyMap<string, MeteredPoint>, msg: NodeMessage & { meter?: unknown }): MeteredPoint[] {
  if (msg.meter === undefined) return [...meters.values()];
  const meter = meters.get(String(msg.meter));
  if (meter) return [meter];
  const detail = `there is no readable meter ${JSON.stringify(msg.meter)?.slice(0, 80)}`;
  throw new EnergyError("MESSAGE_INVALID", { place: "meter", detail });
}

/** For the dialog: what can be chosen, and why a profile cannot. */
function described(id: string, language: Language): object {
  try {
    const { vendor, models, unitId, registers } = profileFor(id, "");
    return { id, vendor, models, unitId, quantities: registers.map(({ quantity }) => quantity) };
  } catch (thrown) {
    return { id, problem: errorText(toEnergyError(thrown), language) };
  }
}
