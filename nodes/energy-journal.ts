import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import { type Message, topicOf } from "../lib/contract/messages";
import { assertSchema, parseMessage } from "../lib/contract/validate";
import type { Journalled, JournalledWhole } from "../lib/red/journalled";
import { nodeTools } from "../lib/red/node-tools";
import { storeOf } from "../lib/red/store-of";
import type { Store } from "../lib/store/store";

interface EnergyJournalDef extends NodeDef {
  store: string;
}

const listSchema = { type: "array", maxItems: 10_000 } as const;

function messagesOf(payload: unknown): readonly Message[] {
  if (!Array.isArray(payload)) return [parseMessage(payload)];
  assertSchema(listSchema, payload, "MESSAGE_INVALID");
  return payload.map(parseMessage);
}

/**
 * Stores every message and passes it on when it is on the disk, never before; what cannot be stored ends
 * here. The first output gives one message a record, the second the message as it came, when all of it is stored.
 */
export default function (RED: NodeAPI): void {
  function EnergyJournal(this: Node, config: EnergyJournalDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    let store: Store;
    try {
      store = storeOf(RED, config.store);
    } catch (thrown) {
      const error = toEnergyError(thrown);
      tools.raise("", error);
      tools.status("no-store");
      this.on("input", (_msg, _send, done) => done(tools.forDone(error)));
      return;
    }

    const keep = async (msg: NodeMessage): Promise<[(NodeMessage & Journalled)[], NodeMessage & JournalledWhole]> => {
      const records = messagesOf(msg.payload);
      const { seqs, duplicates } = records.length > 0 ? await store.commit({ records }) : { seqs: [], duplicates: 0 };
      const each = records.map((payload, index) => {
        const seq = seqs[index];
        if (seq === undefined) throw new EnergyError("STORE_FAILED", { detail: "a record has no number" });
        return { ...msg, topic: topicOf(payload), payload, journal: { seq } };
      });
      return [each, { ...msg, journal: { seqs, duplicates } }];
    };

    // Messages share the store's group commits, so nobody waits for a neighbour's; commits end in their order.
    const pending = new Set<Promise<void>>();
    this.on("input", (msg, send, done) => {
      const job = keep(msg).then(
        (kept) => {
          tools.solved("");
          tools.status("stored");
          send(kept);
          done();
        },
        (thrown) => {
          const error = toEnergyError(thrown);
          if (error.code === "MESSAGE_INVALID") tools.status("input-refused");
          else {
            tools.raise("", error);
            tools.status("failed");
          }
          done(tools.forDone(error));
        },
      );
      pending.add(job);
      job.finally(() => pending.delete(job));
    });
    this.on("close", (done: () => void) => {
      Promise.allSettled(pending).then(() => done());
    });
    tools.status("waiting");
  }

  RED.nodes.registerType("energy-journal", EnergyJournal);
}
