import { connect } from "node:net";
import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { blocks, tenValueAddresses } from "./ten-values";

interface SocketReaderDef extends NodeDef {
  readonly port: number;
  readonly meters: number;
}

const intervalMs = 1000;
/** As `meter-reader` spreads meters that answer as quickly as usual, but half an interval from it. */
const spreadMs = 5.6;
const phaseMs = 500;
const headerBytes = 6;
const firstData = 9;

/**
 * Type `bench-socket`: what a reader of fifty meters must do at least. The same requests at the same cadence on a bare
 * socket, the same ten values in one message, and nothing for the day on which something goes wrong.
 */
export default function (RED: NodeAPI): void {
  function BenchSocket(this: Node, config: SocketReaderDef): void {
    RED.nodes.createNode(this, config);
    const socket = connect({ host: "127.0.0.1", port: config.port, noDelay: true });
    const values = new Map<number, Record<string, number>>();
    let pending: Buffer = Buffer.alloc(0);

    const poll = (unitId: number, dueAt: number): void => {
      setTimeout(() => {
        values.set(unitId, {});
        socket.cork();
        blocks.forEach(({ address, count }, n) => {
          const frame = Buffer.alloc(12);
          frame.set([n, unitId, 0, 0, 0, 6, unitId, 3]);
          frame.writeUInt16BE(address, 8);
          frame.writeUInt16BE(count, 10);
          socket.write(frame);
        });
        socket.uncork();
        poll(unitId, dueAt + intervalMs);
      }, dueAt - Date.now());
    };

    const take = (frame: Buffer): void => {
      const unitId = frame.readUInt8(1);
      const block = blocks[frame.readUInt8(0)];
      const own = values.get(unitId);
      if (!block || !own) return;
      for (const [quantity, address] of tenValueAddresses) {
        const at = address - block.address;
        if (at >= 0 && at < block.count) own[quantity] = frame.readFloatBE(firstData + 2 * at);
      }
      if (block === blocks.at(-1)) this.send({ topic: `bench/m${unitId}/reading`, payload: own } as NodeMessage);
    };

    socket.once("connect", () => {
      const start = Math.ceil(Date.now() / intervalMs) * intervalMs + phaseMs;
      for (let unitId = 1; unitId <= config.meters; unitId++) poll(unitId, start + unitId * spreadMs);
    });
    socket.on("data", (chunk: Buffer) => {
      const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      let at = 0;
      while (at + headerBytes <= bytes.length) {
        const end = at + headerBytes + bytes.readUInt16BE(at + 4);
        if (end > bytes.length) break;
        take(bytes.subarray(at, end));
        at = end;
      }
      pending = bytes.subarray(at);
    });
  }
  RED.nodes.registerType("bench-socket", BenchSocket);
}
