import { createServer, type Server, type Socket } from "node:net";
import { type Answer, replyOf } from "../simulate/reply";

// Modbus TCP is served here and not by modbus-serial, whose server answers for unknown unit ids and takes frames of
// any length.

export interface ModbusServer {
  readonly port: number;
  /** From here on requests are answered; what arrived before waits in the connections. */
  release(): void;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

const maxClients = 100;
const idleMs = 10 * 60_000;
const headerBytes = 7;
/** A request that a client could have built by the standard: 260 bytes in all. */
const maxLength = 254;

/** Listens on a TCP endpoint; rejects with the system's error where it cannot, and tells `onError` of later ones. */
export async function serveModbus(
  host: string,
  port: number,
  answer: Answer,
  onError: (error: Error) => void,
): Promise<ModbusServer> {
  const clients = new Set<Socket>();
  let released = false;
  const server = createServer({ noDelay: true }, (socket) => {
    clients.add(socket);
    socket.setTimeout(idleMs, () => socket.destroy());
    socket.on("close", () => clients.delete(socket));
    // A client that goes away in the middle is no fault of ours; "close" follows.
    socket.on("error", () => socket.destroy());
    socket.on("drain", () => socket.resume());
    readFrames(socket, answer);
    if (!released) socket.pause();
  });
  server.maxConnections = maxClients;
  await listening(server, host, port);
  server.on("error", onError);
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    release() {
      released = true;
      for (const socket of clients) socket.resume();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of clients) socket.destroy();
      }),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/**
 * Cuts the stream into frames (MBAP: transaction, protocol 0, length, unit id), however it arrives in pieces. As a
 * gateway before a serial line it answers one request after the other, so that a slow meter holds up the next one.
 */
function readFrames(socket: Socket, answer: Answer): void {
  let pending: Buffer = Buffer.alloc(0);
  /** Until a late answer is sent. */
  let waiting: NodeJS.Timeout | undefined;

  const respond = (frame: Buffer): void => {
    const unitId = frame.readUInt8(6);
    const answered = answer(unitId, frame.subarray(headerBytes));
    if (!answered) return;
    const reply = replyOf(answered);
    const bytes = mbapFrame(frame.readUInt16BE(0), reply.unitId ?? unitId, reply.pdu);
    const write = (): void => {
      const shaped = reply.reshape?.(bytes) ?? bytes;
      if (reply.hangUp) socket.end(shaped);
      else if (!socket.write(shaped)) socket.pause();
    };
    if (!reply.delayMs) {
      write();
      return;
    }
    socket.pause();
    waiting = setTimeout(() => {
      waiting = undefined;
      write();
      cut();
      if (!waiting && !socket.writableNeedDrain) socket.resume();
    }, reply.delayMs);
  };
  socket.on("close", () => clearTimeout(waiting));

  const cut = (): void => {
    while (pending.length >= headerBytes && !waiting && socket.writable) {
      const length = pending.readUInt16BE(4);
      // No Modbus: nothing after this can be trusted.
      if (pending.readUInt16BE(2) !== 0 || length < 2 || length > maxLength) {
        socket.destroy();
        return;
      }
      const end = 6 + length;
      if (pending.length < end) return;
      const frame = pending.subarray(0, end);
      pending = pending.subarray(end);
      respond(frame);
    }
  };

  socket.on("data", (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    cut();
  });
}

function mbapFrame(transaction: number, unitId: number, pdu: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(headerBytes + pdu.length);
  frame.writeUInt16BE(transaction, 0);
  frame.writeUInt16BE(pdu.length + 1, 4);
  frame.writeUInt8(unitId, 6);
  frame.set(pdu, headerBytes);
  return frame;
}
