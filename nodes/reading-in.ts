import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import { type Reading, topicOf } from "../lib/contract/messages";
import { gatherMs } from "../lib/ingest/gatherer";
import type { Intake, IntakeResult } from "../lib/ingest/intake";
import { intakeOf, intakeProperties } from "../lib/ingest/intake-config";
import { mostBytes, parsePayload, parseTopic } from "../lib/ingest/payload";
import { DeviceStates } from "../lib/red/device-states";
import type { SiteNode } from "../lib/red/handles";
import type { Ingested } from "../lib/red/ingested";
import { registerIntakePreview } from "../lib/red/intake-preview";
import { nodeTools } from "../lib/red/node-tools";

interface ReadingInDef extends NodeDef {
  /** `site`: the devices of the site model; `inline`: every device is a meter, or the one named here. */
  source: "site" | "inline";
  site: string;
  /** `each`: one message a reading; `list`: one message with all of them, for an answer to the sender. */
  output: "each" | "list";
  [property: string]: unknown;
}

interface DeviceMessage extends NodeMessage, Ingested {
  /** Of an `mqtt in` node. */
  retain?: boolean;
}

/** A list may be as large as the HTTP interface lets through. */
const mostListBytes = 1_000_000;

/** Turns what devices send into readings. */
export default function (RED: NodeAPI): void {
  function ReadingIn(this: Node, config: ReadingInDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    const site = config.source === "inline" ? undefined : (RED.nodes.getNode(config.site) as SiteNode | null);
    let intake: Intake;
    try {
      if (site === null) throw new EnergyError("NODE_UNCONFIGURED", { place: "site" });
      if (site && !site.model) throw site.problem ?? new EnergyError("NODE_UNCONFIGURED", { place: "site" });
      intake = intakeOf(intakeProperties(config), site?.model);
    } catch (thrown) {
      const error = toEnergyError(thrown);
      const noModel = Boolean(site && !site.model);
      // The site model's own node has already said what is wrong with it.
      if (!noModel) tools.raise("", error);
      tools.status(noModel ? "no-site" : "config-error");
      this.on("input", (_msg, _send, done) => done(tools.forDone(error)));
      return;
    }
    const states = new DeviceStates(tools, site);
    const listed = config.output === "list";
    let timer: NodeJS.Timeout | undefined;

    /** Sends what devices have said one by one; asks again while something is incomplete. */
    const sendGathered = (): void => {
      for (const reading of intake.due(Date.now())) {
        states.online(reading.meter, reading.at);
        const payload = listed ? [reading] : reading;
        this.send({ topic: topicOf(reading), payload } as NodeMessage);
      }
      states.show();
      timer = intake.waiting ? setTimeout(sendGathered, gatherMs) : undefined;
    };

    const takeIn = (msg: DeviceMessage, send: (msg: NodeMessage | NodeMessage[][]) => void): void => {
      const payload = parsePayload(msg.payload, listed ? mostListBytes : mostBytes);
      const message = { topic: parseTopic(msg.topic), payload, retained: msg.retain === true, answered: listed };
      const result = intake.take(message, Date.now());
      states.report(result);
      if (intake.waiting && !timer) timer = setTimeout(sendGathered, gatherMs);
      if (listed) send(listOf(msg, result));
      else {
        if (result.readings.length > 0) send([result.readings.map((reading) => readingOf(msg, reading))]);
        throwFailure(result);
      }
    };

    this.on("input", (msg: DeviceMessage, send, done) => {
      try {
        takeIn(msg, send as never);
        done();
      } catch (thrown) {
        tools.status("input-refused");
        done(tools.forDone(thrown));
      }
    });
    // What is incomplete ends here: those who would take it are closing as well, and the device says it again.
    this.on("close", (done: () => void) => {
      clearTimeout(timer);
      done();
    });
    states.show();
  }

  RED.nodes.registerType("reading-in", ReadingIn as never);
  registerIntakePreview(RED);
}

const readingOf = (msg: NodeMessage, reading: Reading): NodeMessage => ({
  ...msg,
  topic: topicOf(reading),
  payload: reading,
});

function listOf(msg: NodeMessage, { readings, failures, received }: IntakeResult): NodeMessage & Ingested {
  const told = failures.map(({ index, error: { code, params } }) => ({ index, code, params }));
  return { ...msg, payload: readings, ingest: { received, failures: told } };
}

/** The first failure, with its place; unknown devices have been reported once, which is enough. */
function throwFailure({ failures, listed }: IntakeResult): void {
  const failure = failures.find(({ error }) => error.code !== "DEVICE_UNKNOWN");
  if (!failure) return;
  const { index, error } = failure;
  if (!listed) throw error;
  throw new EnergyError(error.code, { ...error.params, place: `${index}/${error.params.place ?? ""}` });
}
