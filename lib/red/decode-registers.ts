import type { Node, NodeAPI } from "node-red";
import { readingFrom, registersIn } from "../acquire/decode-response";
import type { Profile } from "../acquire/profile";
import { EnergyError, toEnergyError } from "../contract/error";
import { topicOf } from "../contract/messages";
import { idSchema } from "../contract/schemas";
import { assertSchema } from "../contract/validate";
import { nodeTools } from "./node-tools";
import { ReaderStates } from "./reader-states";

interface DecodedMeter {
  readonly site: string;
  readonly meter: string;
  /** Of the first register in a message that does not say it itself; empty: it must. */
  readonly address: number | string | undefined;
}

/** Wires a node that turns registers in messages into readings: no bus, no interval. */
export function decodeRegisters(RED: NodeAPI, node: Node, meter: DecodedMeter, load: () => Profile): void {
  const tools = nodeTools(RED, node);
  const states = new ReaderStates(tools);
  const first = meter.address === "" || meter.address === undefined ? undefined : Number(meter.address);
  let profile: Profile | undefined;
  let refusal = new EnergyError("NODE_UNCONFIGURED", { place: "profile" });
  try {
    for (const place of ["site", "meter"] as const) assertSchema(idSchema, meter[place], "CONFIG_INVALID", { place });
    profile = load();
    states.waiting(meter.meter);
    states.show();
  } catch (thrown) {
    refusal = toEnergyError(thrown);
    tools.raise("", refusal);
    tools.status("config-error");
  }
  node.on("input", (msg, send, done) => {
    try {
      if (!profile) throw refusal;
      const reading = readingFrom(registersIn({ ...msg }, profile, first), meter, profile, Date.now());
      states.online(reading);
      send({ ...msg, topic: topicOf(reading), payload: reading });
      done();
    } catch (thrown) {
      done(tools.forDone(thrown));
    }
  });
}
