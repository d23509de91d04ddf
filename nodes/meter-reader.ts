import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { inlinePoint, type MeterPoint, sitePoints } from "../lib/acquire/meter-point";
import type { Profile } from "../lib/acquire/profile";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import { topicOf } from "../lib/contract/messages";
import { MeteredPoint } from "../lib/io/metered-point";
import { ownProfile, profileFor } from "../lib/io/profiles";
import { serveCheckAdmin } from "../lib/red/admin/check-admin";
import { serveProfileAdmin } from "../lib/red/admin/profile-admin";
import { decodeRegisters } from "../lib/red/decode-registers";
import type { BusNode, SiteNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { asksForCheck, ReaderChecks } from "../lib/red/reader-checks";
import { ReaderStates } from "../lib/red/reader-states";

interface MeterReaderDef extends NodeDef {
  /**
   * `site`: every bus meter of the site model; `inline`: the one described here; `message`: registers that
   * somebody else has read, decoded as those of the meter described here.
   */
  source: "site" | "inline" | "message";
  site: string;
  bus: string;
  /** Id of a profile, or "own" for `ownProfile`. */
  profile: string;
  /** A profile as JSON text. */
  ownProfile: string;
  unitId: number | string;
  siteId: string;
  meter: string;
  intervalSeconds: number | string;
  /** Seconds between readings of energies and volumes; empty: as often as everything else. */
  registerSeconds: number | string;
  /** Empty: as the bus says. */
  timeoutMs: number | string;
  /** Of the first register in a message that does not say it itself; empty: it must. */
  address: number | string;
  /** Empty: everything the profile has. */
  quantities: string[];
}

/** What the dialog calls a profile that stands in the node itself. */
const ownProfileId = "own";

/** Reads meters at their intervals, and at once on a message; one message per reading. Checks how they are connected. */
export default function (RED: NodeAPI): void {
  function MeterReader(this: Node, config: MeterReaderDef): void {
    RED.nodes.createNode(this, config);
    if (config.source === "message") {
      const { siteId, meter, address } = config;
      decodeRegisters(RED, this, { site: siteId || "site", meter, address }, () => profileOf(config));
      return;
    }
    const tools = nodeTools(RED, this);
    const site = config.source === "inline" ? null : (RED.nodes.getNode(config.site) as SiteNode | null);
    const states = new ReaderStates(tools, site?.meterStates);
    const checks = new ReaderChecks(this, tools, site);
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
        const metered = new MeteredPoint(point);
        meters.set(point.meter, metered);
        checks.offer(point);
        states.twinned(point, metered.twin);
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

    const checkNow = async (msg: NodeMessage, send: (msgs: [null, NodeMessage]) => void): Promise<void> => {
      if (refusal) throw refusal;
      await checks.answer(msg, send);
    };

    this.on("input", (msg, send, done) => {
      const work = asksForCheck(msg) ? checkNow(msg, send) : readNow(msg, send);
      work.then(
        () => done(),
        (thrown) => done(tools.forDone(thrown)),
      );
    });
    this.on("close", (done: () => void) => {
      closed = true;
      RED.events.off("flows:started", start);
      checks.close();
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

  serveProfileAdmin(RED);
  serveCheckAdmin(RED);
}

function inlineMeter(RED: NodeAPI, config: MeterReaderDef): MeterPoint {
  const node = RED.nodes.getNode(config.bus) as BusNode | null;
  if (node?.problem) throw node.problem;
  const { registerSeconds, timeoutMs, quantities } = config;
  const raw = {
    site: config.siteId || "site",
    meter: config.meter,
    profile: config.profile,
    unitId: Number(config.unitId),
    intervalSeconds: Number(config.intervalSeconds),
    quantities: quantities ?? [],
    ...(registerSeconds && { cadence: { registers: Number(registerSeconds) } }),
    ...(timeoutMs && { timeoutMs: Number(timeoutMs) }),
  };
  const point = inlinePoint(raw, node?.bus);
  return config.profile === ownProfileId ? { ...point, ownProfile: profileOf(config) } : point;
}

function profileOf(config: MeterReaderDef): Profile {
  return config.profile === ownProfileId ? ownProfile(config.ownProfile) : profileFor(config.profile, config.meter);
}

/** The meter named by `msg.meter`, or all. */
function asked(meters: ReadonlyMap<string, MeteredPoint>, msg: NodeMessage & { meter?: unknown }): MeteredPoint[] {
  if (msg.meter === undefined) return [...meters.values()];
  const meter = meters.get(String(msg.meter));
  if (meter) return [meter];
  const detail = `there is no readable meter ${JSON.stringify(msg.meter)?.slice(0, 80)}`;
  throw new EnergyError("MESSAGE_INVALID", { place: "meter", detail });
}
