import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** A read request as it came over the wire. */
export interface WireRequest {
  readonly transaction: number;
  readonly unitId: number;
  readonly functionCode: number;
  readonly address: number;
  readonly count: number;
}

export interface ScriptedSlave {
  readonly port: number;
  readonly requests: readonly WireRequest[];
  /** Connections accepted since the start. */
  connections(): number;
  /** Connections open now. */
  open(): number;
  stop(): Promise<void>;
}

/** A Modbus TCP server whose every byte the test decides: damaged, late and foreign answers included. */
export async function scriptedSlave(
  respond: (request: WireRequest, socket: Socket) => void,
  port = 0,
): Promise<ScriptedSlave> {
  const sockets = new Set<Socket>();
  const requests: WireRequest[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (chunk) => {
      // A read request has 12 bytes, and several may come in one piece.
      for (let at = 0; at + 12 <= chunk.length; at += 12) {
        const frame = chunk.subarray(at, at + 12);
        const request = {
          transaction: frame.readUInt16BE(0),
          unitId: frame.readUInt8(6),
          functionCode: frame.readUInt8(7),
          address: frame.readUInt16BE(8),
          count: frame.readUInt16BE(10),
        };
        requests.push(request);
        respond(request, socket);
      }
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as { port: number }).port,
    requests,
    connections: () => connections,
    open: () => sockets.size,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A correct answer in which every float32 is `value`, high word first. */
export function floats({ transaction, unitId, functionCode, count }: WireRequest, value: number): Buffer {
  const frame = Buffer.alloc(9 + count * 2);
  frame.writeUInt16BE(transaction, 0);
  frame.writeUInt16BE(3 + count * 2, 4);
  frame.writeUInt8(unitId, 6);
  frame.writeUInt8(functionCode, 7);
  frame.writeUInt8(count * 2, 8);
  for (let at = 9; at + 4 <= frame.length; at += 4) frame.writeFloatBE(value, at);
  return frame;
}

export function exception({ transaction, unitId, functionCode }: WireRequest, code: number): Buffer {
  const frame = Buffer.alloc(9);
  frame.writeUInt16BE(transaction, 0);
  frame.writeUInt16BE(3, 4);
  frame.set([unitId, functionCode | 0x80, code], 6);
  return frame;
}
