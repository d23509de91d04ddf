import { connect } from "node:net";
import type { OpenReader } from "./reader";
import { blocks } from "./ten-values";
import { Turns } from "./turns";

/** modbus-serial alone, as its readme uses it: one awaited request after the other, nothing decoded. */
export const openLibrary: OpenReader = async ({ port, parallel }, arrived) => {
  const { default: modbusSerial } = await import("modbus-serial");
  const client = new modbusSerial.default();
  await client.connectTCP("127.0.0.1", { port });
  client.setTimeout(1000);
  const turns = new Turns(parallel);
  const read = async (unitId: number): Promise<void> => {
    for (const { address, count } of blocks) {
      await turns.take();
      client.setID(unitId);
      await client.readHoldingRegisters(address, count);
      turns.pass();
    }
    arrived(unitId);
  };
  return { ask: (unitId) => void read(unitId) };
};

const headerBytes = 6;

/** The least that JavaScript can do: requests onto a socket, answers cut by their length, the unit id in the transaction. */
export const openSocket: OpenReader = async ({ port }, arrived) => {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  let pending: Buffer = Buffer.alloc(0);
  const due = new Map<number, number>();
  let corked = false;
  const ask = (unitId: number): void => {
    due.set(unitId, blocks.length);
    if (!corked) {
      corked = true;
      socket.cork();
      process.nextTick(() => {
        corked = false;
        socket.uncork();
      });
    }
    socket.write(requestsOf(unitId));
  };
  socket.on("data", (chunk: Buffer) => {
    const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    let at = 0;
    while (at + headerBytes <= bytes.length) {
      const end = at + headerBytes + bytes.readUInt16BE(at + 4);
      if (end > bytes.length) break;
      const unitId = bytes.readUInt8(at + headerBytes);
      const left = (due.get(unitId) ?? 0) - 1;
      due.set(unitId, left);
      if (left === 0) arrived(unitId);
      at = end;
    }
    pending = bytes.subarray(at);
  });
  return { ask };
};

/** Both requests for one meter. */
function requestsOf(unitId: number): Buffer {
  const frame = Buffer.alloc(12 * blocks.length);
  blocks.forEach(({ address, count }, n) => {
    const at = 12 * n;
    frame.writeUInt16BE(unitId, at);
    frame.writeUInt16BE(6, at + 4);
    frame.set([unitId, 3], at + 6);
    frame.writeUInt16BE(address, at + 8);
    frame.writeUInt16BE(count, at + 10);
  });
  return frame;
}
