import type { Node, NodeAPI, NodeDef } from "node-red";
import { type EnergyError, toEnergyError } from "../lib/contract/error";
import type { Interval, Reading } from "../lib/contract/messages";
import { nodeTools } from "../lib/red/node-tools";
import { storeNamed } from "../lib/red/store-named";
import { type HistoryDefaults, type HistoryQuery, parseHistoryQuery } from "../lib/store/history-query";
import type { Page, Store } from "../lib/store/store";

interface HistoryDef extends NodeDef {
  store: string;
  kind: string;
  meter: string;
  quantity: string;
  step: string;
  lastHours: number | string;
  limit: number | string;
}

const largestPage = 5_000;
const usualLimit = 20_000;

/** Asks the journal: a message's payload is the question, the answer an array of readings or intervals. */
export default function (RED: NodeAPI): void {
  function History(this: Node, config: HistoryDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    let store: Store | undefined;
    let refusal: EnergyError | undefined;
    try {
      store = storeNamed(RED, config.store);
      tools.status("ready");
    } catch (thrown) {
      refusal = toEnergyError(thrown);
      tools.raise("", refusal);
      tools.status("no-store");
    }
    const defaults = defaultsOf(config);

    this.on("input", (msg, send, done) => {
      const work = async (): Promise<void> => {
        if (!store) throw refusal;
        const { items, next } = await answer(store, parseHistoryQuery(msg.payload, defaults, Date.now()));
        tools.status("ready");
        send({ ...msg, payload: items, next } as never);
      };
      work().then(
        () => done(),
        (thrown) => {
          if (store) tools.status(toEnergyError(thrown).code === "MESSAGE_INVALID" ? "input-refused" : "failed");
          done(tools.forDone(thrown));
        },
      );
    });
  }

  RED.nodes.registerType("history", History);
}

function defaultsOf(config: HistoryDef): HistoryDefaults {
  return {
    kind: config.kind || "intervals",
    meter: config.meter ?? "",
    quantity: config.quantity ?? "",
    step: config.step ?? "",
    lastHours: Number(config.lastHours || 24),
    limit: Number(config.limit || usualLimit),
  };
}

async function answer(store: Store, query: HistoryQuery): Promise<Page<Reading | Interval>> {
  if (query.kind === "latest") {
    const items = await store.latest(query.site);
    return { items: query.meter ? items.filter(({ meter }) => meter === query.meter) : items };
  }
  const items: (Reading | Interval)[] = [];
  let cursor = query.cursor;
  do {
    const part = { ...query, limit: Math.min(largestPage, query.limit - items.length), ...(cursor && { cursor }) };
    const page = query.kind === "readings" ? await store.readings(part) : await store.intervals(part);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor && items.length < query.limit);
  return { items, ...(cursor && { next: cursor }) };
}
