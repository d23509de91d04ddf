import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { type EnergyError, toEnergyError } from "../lib/contract/error";
import { nodeTools } from "../lib/red/node-tools";
import { storeOf } from "../lib/red/store-of";
import { askHistory, type HistoryDefaults, historyQuestion, parseHistoryDefaults } from "../lib/store/history-question";
import type { Store } from "../lib/store/store";

interface HistoryDef extends NodeDef {
  store: string;
  kind: HistoryDefaults["kind"];
  /** Empty: all, as with quantity and step. */
  meter: string;
  quantity: string;
  step: string;
  lastHours: number | string;
  limit: number | string;
}

type Asking = NodeMessage & { next?: string };

/** Answers a message with what the journal holds: readings, intervals, or the newest reading of each meter. */
export default function (RED: NodeAPI): void {
  function History(this: Node, config: HistoryDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    const refuseAll = (error: EnergyError): void => {
      tools.raise("", error);
      tools.status(error.code === "CONFIG_INVALID" ? "config-error" : "no-store");
      this.on("input", (_msg, _send, done) => done(tools.forDone(error)));
    };
    let defaults: HistoryDefaults;
    let store: Store;
    try {
      defaults = parseHistoryDefaults({
        kind: config.kind || "intervals",
        ...(config.meter && { meter: config.meter }),
        ...(config.quantity && { quantity: config.quantity }),
        ...(config.step && { step: config.step }),
        lastHours: Number(config.lastHours || 24),
        limit: Number(config.limit || 1000),
      });
      store = storeOf(RED, config.store);
    } catch (error) {
      refuseAll(toEnergyError(error));
      return;
    }

    const answer = async ({ next: _before, ...msg }: Asking): Promise<Asking> => {
      const { items, next } = await askHistory(store, historyQuestion(defaults, msg.payload, Date.now()));
      return { ...msg, payload: items, ...(next !== undefined && { next }) };
    };
    const refused = (thrown: unknown): Error => {
      const error = toEnergyError(thrown);
      if (error.code === "MESSAGE_INVALID") tools.status("input-refused");
      else {
        tools.raise("", error);
        tools.status("failed");
      }
      return tools.forDone(error);
    };

    // One question after the other: answers keep the order, and only one at a time fills the memory.
    let asked: Promise<void> = Promise.resolve();
    this.on("input", (msg: Asking, send, done) => {
      asked = asked
        .then(() => answer(msg))
        .then(
          (found) => {
            tools.solved("");
            tools.status("ready");
            send(found);
            done();
          },
          (error) => done(refused(error)),
        );
    });
    this.on("close", (done: () => void) => {
      asked.then(done);
    });
    tools.status("ready");
  }

  RED.nodes.registerType("history", History);
}
