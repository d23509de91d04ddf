import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { parsePulseMessage } from "../lib/acquire/pulse-message";
import { inlinePulsePoint, type PulsePoint, sitePulsePoints } from "../lib/acquire/pulse-point";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import { type MeterEvent, type Reading, topicOf } from "../lib/contract/messages";
import { everyAligned } from "../lib/io/aligned-timer";
import { CountedMeter, momentOf } from "../lib/io/counted-meter";
import type { SiteNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { type PulseEntry, pulseEntry } from "../lib/red/pulse-entry";
import { PulseKeeper } from "../lib/red/pulse-keeper";
import { contextPulses, storedPulses } from "../lib/red/pulse-memory";
import { ReaderStates } from "../lib/red/reader-states";
import { storeOf } from "../lib/red/store-of";

interface PulseCounterDef extends NodeDef, PulseEntry {
  /** `site`: every pulse meter of the site model; `inline`: the one described here. */
  source: "site" | "inline";
  site: string;
  /** Optional: where the totals survive power loss; else in the flow's context. */
  store: string;
}

type Carrier = NodeMessage & { meter?: unknown };

/** Counts the pulses of meters; readings on output 1, indices that were set by hand on output 2. */
export default function (RED: NodeAPI): void {
  function PulseCounter(this: Node, config: PulseCounterDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    const site = config.source === "inline" ? null : (RED.nodes.getNode(config.site) as SiteNode | null);
    const states = new ReaderStates(tools, site?.meterStates);
    const meters = new Map<string, CountedMeter>();
    const timers: (() => void)[] = [];
    let keeper: PulseKeeper | undefined;
    let refusal: EnergyError | undefined;
    let closed = false;

    const points = (): PulsePoint[] => {
      if (config.source === "inline") return [inlinePulsePoint(pulseEntry(config))];
      if (!site) throw new EnergyError("NODE_UNCONFIGURED", { place: "site" });
      if (!site.model) throw site.problem ?? new EnergyError("NODE_UNCONFIGURED", { place: "site" });
      return sitePulsePoints(site.model);
    };

    /** A reading that is safe to send: a total that was sent must not come back lower after a power loss. */
    const read = async (meter: CountedMeter, regular: boolean): Promise<Reading> => {
      await keeper?.restore();
      const { reading, warning } = meter.read(regular);
      await keeper?.save();
      if (!closed) states.online(reading, warning);
      return reading;
    };

    const sendRegularly = async (meter: CountedMeter): Promise<void> => {
      try {
        const payload = await read(meter, true);
        if (!closed) this.send([{ topic: topicOf(payload), payload }, null]);
      } catch (thrown) {
        if (!closed) states.failing(meter.session.point.meter, toEnergyError(thrown));
      }
    };

    type Send = (ports: (NodeMessage | null)[]) => void;
    const take = async (msg: Carrier, send: Send): Promise<void> => {
      if (refusal) throw refusal;
      const now = Date.now();
      const message = parsePulseMessage(msg.payload, now);
      const carry = (payload: Reading | MeterEvent) => ({ ...msg, topic: topicOf(payload), payload });
      if (message.type === "read") {
        for (const meter of asked(meters, msg)) send([carry(await read(meter, false)), null]);
        return;
      }
      const { session } = theOne(meters, msg);
      await keeper?.restore();
      if (message.type === "index") {
        const event = session.setIndex(message.index, now);
        await keeper?.save();
        send([null, carry(event)]);
        return;
      }
      if (session.point.source.driver !== "message") {
        const detail = "the pulses of this meter are counted at its GPIO line";
        throw new EnergyError("MESSAGE_INVALID", { place: "payload", detail });
      }
      if (message.type === "count") session.count(message.count, momentOf(now), message.at);
      else session.pulses(message.pulses, momentOf(message.at ?? now).steady);
    };

    this.on("input", (msg, send, done) => {
      take(msg, send).then(
        () => done(),
        (thrown) => done(tools.forDone(thrown)),
      );
    });

    const start = (): void => {
      for (const meter of meters.values()) {
        timers.push(everyAligned(meter.session.point.intervalMs, () => void sendRegularly(meter)));
      }
    };
    this.on("close", (done: (error?: Error) => void) => {
      closed = true;
      RED.events.off("flows:started", start);
      for (const stop of timers) stop();
      const ended = Promise.all([...meters.values()].map((meter) => meter.stop()));
      Promise.resolve(keeper?.stop(ended) ?? ended).then(() => done(), done);
    });

    try {
      const memory = config.store ? storedPulses(storeOf(RED, config.store), this.id) : contextPulses(this);
      for (const point of points()) {
        meters.set(point.meter, new CountedMeter(point));
        states.waiting(point.meter);
      }
      states.show();
      const sessions = [...meters.values()].map(({ session }) => session);
      keeper = new PulseKeeper(
        tools,
        memory,
        new Map(sessions.map((session) => [`${session.point.site}/${session.point.meter}`, session])),
      );
      void keeper.restore();
      for (const [id, meter] of meters) meter.watch((error) => !closed && states.failing(id, error));
      RED.events.once("flows:started", start);
    } catch (thrown) {
      refusal = toEnergyError(thrown);
      const noModel = site !== null && !site.model;
      // The site model's own node has already said what is wrong with it.
      if (!noModel) tools.raise("", refusal);
      tools.status(noModel ? "no-site" : "config-error");
    }
  }

  RED.nodes.registerType("pulse-counter", PulseCounter);
}

/** The meter named by `msg.meter`, or all. */
function asked(meters: ReadonlyMap<string, CountedMeter>, { meter }: Carrier): CountedMeter[] {
  if (meter === undefined) return [...meters.values()];
  const found = meters.get(String(meter));
  if (found) return [found];
  const detail = `there is no pulse meter ${JSON.stringify(meter)?.slice(0, 80)}`;
  throw new EnergyError("MESSAGE_INVALID", { place: "meter", detail });
}

/** Pulses and indices are of one meter: `msg.meter` may be left out only where there is no other. */
function theOne(meters: ReadonlyMap<string, CountedMeter>, msg: Carrier): CountedMeter {
  const [meter, second] = asked(meters, msg);
  if (meter && !second) return meter;
  throw new EnergyError("MESSAGE_INVALID", { place: "meter", detail: "must name one meter" });
}
