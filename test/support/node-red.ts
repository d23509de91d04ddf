import { createRequire } from "node:module";
import type { Node, NodeMessageInFlow } from "node-red";
import helper from "node-red-node-test-helper";

const require = createRequire(import.meta.url);
helper.init(require.resolve("node-red"));

interface CompleteEvent {
  readonly msg: { readonly _msgid?: string };
  readonly node: { readonly id: string };
  readonly error?: Error;
}

const { hooks } = require("@node-red/util") as {
  hooks: { add(name: string, hook: (event: CompleteEvent) => void): void; remove(name: string): void };
};

let count = 0;

/** Sends one message to a node and waits until it has called done; gives what it passed to it. */
export function deliver(node: Node, msg: object): Promise<Error | undefined> {
  const name = `onComplete.deliver${++count}`;
  const _msgid = `deliver${count}`;
  return new Promise((resolve) => {
    hooks.add(name, (event) => {
      if (event.node.id !== node.id || event.msg._msgid !== _msgid) return;
      hooks.remove(name);
      // What it sent is on its way through the event loop; let it arrive first.
      setImmediate(() => setImmediate(resolve, event.error));
    });
    node.receive({ ...msg, _msgid } as NodeMessageInFlow);
  });
}

/** A message as it arrived, with whatever else it carried. */
export interface Received<Payload> {
  readonly topic?: string;
  readonly payload: Payload;
  readonly [property: string]: unknown;
}

/** What arrives at a `helper` node, in order. */
export function receivedBy<Payload>(id: string): Received<Payload>[] {
  const messages: Received<Payload>[] = [];
  helper.getNode(id).on("input", (msg) => messages.push(msg as unknown as Received<Payload>));
  return messages;
}

export { helper };
