import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";

export type LoopMessage = NodeMessage & { readonly [property: string]: unknown };

/** The one loop node of the flows: what it is told, and what it sends. */
export const loop: { received: (msg: LoopMessage) => void; send: (msg: object) => void } = {
  received: () => {},
  send: () => {},
};

/** Type `bench-loop`: the end and the beginning of a closed loop through the flows. */
export default function (RED: NodeAPI): void {
  function BenchLoop(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    loop.send = (msg) => this.send(msg as NodeMessage);
    this.on("input", (msg, _send, done) => {
      loop.received(msg as LoopMessage);
      done();
    });
  }
  RED.nodes.registerType("bench-loop", BenchLoop);
}
