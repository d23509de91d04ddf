import type { NodeMessage } from "node-red";
import { EnergyError } from "../contract/error";
import type { KeptStates } from "../erp/ledger";
import { Outbox } from "../erp/outbox";
import type { Receipt, Shipment } from "../erp/shipment";
import type { TargetConfig } from "../erp/target-config";
import { Dispatcher } from "../io/erp/dispatcher";
import { openTarget } from "../io/erp/open-target";
import type { NodeTools } from "./node-tools";

/** The way of a node's documents to its target, with what the node shows of it. */
export interface Delivery {
  readonly outbox: Outbox;
  /** What was waiting before the start; rejects as the store does. Sending begins then. */
  start(): Promise<void>;
  /** Something new is in the outbox. */
  wake(): void;
  /** Tries again what was refused. */
  retry(): Promise<void>;
  close(): Promise<void>;
}

export function deliveryOf(
  states: KeptStates,
  node: string,
  config: TargetConfig,
  tools: NodeTools,
  receipt: (receipt: Receipt) => void,
): Delivery {
  const target = openTarget(config);
  const outbox = new Outbox(states, node, target.name);
  const dispatcher = new Dispatcher(outbox, target, {
    receipt,
    empty: () => {
      tools.solved("target");
      showEmpty(outbox, target.name, tools);
    },
    failed: (error, waiting) => {
      // The receipt has told it, and `empty` shows what is kept.
      if (error.code === "DOCUMENT_REFUSED") return;
      tools.raise("target", error);
      tools.status("backlog", { depth: waiting });
    },
  });
  let running: Promise<void> = Promise.resolve();
  return {
    outbox,
    async start() {
      await outbox.load();
      running = dispatcher.run();
    },
    wake: () => dispatcher.wake(),
    async retry() {
      await outbox.retry();
      dispatcher.wake();
    },
    async close() {
      dispatcher.close();
      await running;
    },
  };
}

/** Nothing can be sent: everything is delivered, or refused and kept for a person. */
function showEmpty(outbox: Outbox, target: string, tools: NodeTools): void {
  const [first] = outbox.refused;
  if (!first) {
    tools.solved("refused");
    tools.status("delivered");
    return;
  }
  const params = { target, document: first.shipment.key, detail: first.refused ?? "" };
  tools.raise("refused", new EnergyError("DOCUMENT_REFUSED", params));
  tools.status("refused", { count: outbox.refused.length });
}

/** What the node sends for a document: its file, as text where it is UTF-8. */
export function documentMessage(shipment: Shipment, carrier: object): NodeMessage {
  const { document, filename, mediaType, body, key } = shipment;
  const bytes = Buffer.from(body);
  const text = mediaType.endsWith("charset=utf-8");
  return {
    ...carrier,
    topic: `${document.site}/${document.profile}/export`,
    payload: text ? bytes.toString("utf8") : bytes,
    filename,
    mediaType,
    document: { ...document, key },
  } as NodeMessage;
}

export const receiptMessage = (receipt: Receipt): NodeMessage => ({
  topic: `${receipt.document.site}/${receipt.document.profile}/receipt`,
  payload: receipt,
});
