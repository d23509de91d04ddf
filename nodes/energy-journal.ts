import type { Node, NodeAPI, NodeDef } from "node-red";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import { type Message, topicOf } from "../lib/contract/messages";
import { parseMessage } from "../lib/contract/validate";
import { nodeTools } from "../lib/red/node-tools";
import { storeNamed } from "../lib/red/store-named";
import type { Store } from "../lib/store/store";

interface EnergyJournalDef extends NodeDef {
  store: string;
}

/** Most messages one payload may hold. */
const longest = 10_000;

/** Stores messages of the contract and passes each on when it is on the disk, with its number in `msg.journal.seq`. */
export default function (RED: NodeAPI): void {
  function EnergyJournal(this: Node, config: EnergyJournalDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    let store: Store | undefined;
    let refusal: EnergyError | undefined;
    try {
      store = storeNamed(RED, config.store);
      tools.status("waiting");
    } catch (thrown) {
      refusal = toEnergyError(thrown);
      tools.raise("", refusal);
      tools.status("no-store");
    }

    // Commits are confirmed in the order in which they were asked for, so messages keep theirs.
    this.on("input", (msg, send, done) => {
      const work = async (): Promise<void> => {
        if (!store) throw refusal;
        const records = messagesOf(msg.payload);
        const { seqs } = await store.commit({ records });
        tools.status("stored");
        records.forEach((payload, n) => {
          send({ ...msg, topic: topicFor(payload), payload, journal: { seq: seqs[n] } } as never);
        });
      };
      work().then(
        () => done(),
        (thrown) => {
          const { code } = toEnergyError(thrown);
          if (store) tools.status(code === "MESSAGE_INVALID" ? "input-refused" : "failed");
          done(tools.forDone(thrown));
        },
      );
    });
  }

  RED.nodes.registerType("energy-journal", EnergyJournal);
}

function messagesOf(payload: unknown): Message[] {
  if (!Array.isArray(payload)) return [parseMessage(payload)];
  if (payload.length <= longest) return payload.map(parseMessage);
  throw new EnergyError("MESSAGE_INVALID", { place: "payload", detail: `has more than ${longest} messages` });
}

const topicFor = (message: Message): string =>
  topicOf(message.kind === "alert" ? { ...message.condition, kind: "alert" } : message);
