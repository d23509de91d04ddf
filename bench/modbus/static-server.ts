import { createServer, type Socket } from "node:net";
import { blocks, dataTypeRegister } from "./ten-values";

const requestBytes = 12;
const firstData = 9;

/**
 * In a process of its own: a Modbus TCP server that knows the requests of the benchmarks and copies its answers
 * from a table, all answers to one piece of the stream in one write. Ends with its parent.
 */
export function serveStatic(): void {
  const answers = new Map(blocks.map(({ address, count }) => [keyOf(address, count), answerOf(count, floatsFrom)]));
  answers.set(
    keyOf(dataTypeRegister, 1),
    answerOf(1, (frame) => frame.writeUInt16BE(1, firstData)),
  );
  const server = createServer({ noDelay: true }, (socket) => serve(socket, answers));
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.send?.(typeof address === "object" ? address?.port : 0);
  });
  process.on("message", () => process.send?.(process.cpuUsage()));
  process.once("disconnect", () => process.exit(0));
}

const keyOf = (address: number, count: number): number => address * 256 + count;

function answerOf(count: number, fill: (frame: Buffer) => void): Buffer {
  const frame = Buffer.alloc(firstData + 2 * count);
  frame.writeUInt16BE(3 + 2 * count, 4);
  frame.set([0, 3, 2 * count], 6);
  fill(frame);
  return frame;
}

function floatsFrom(frame: Buffer): void {
  for (let at = firstData; at + 4 <= frame.length; at += 4) frame.writeFloatBE(50 + at / 8, at);
}

function serve(socket: Socket, answers: ReadonlyMap<number, Buffer>): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const replies: Buffer[] = [];
    let at = 0;
    for (; at + requestBytes <= bytes.length; at += requestBytes) {
      const answer = answers.get(keyOf(bytes.readUInt16BE(at + 8), bytes.readUInt16BE(at + 10)));
      if (!answer) throw new Error(`no answer to ${bytes.toString("hex", at, at + requestBytes)}`);
      const reply = Buffer.allocUnsafe(answer.length);
      answer.copy(reply);
      // Transaction and unit id are the request's.
      bytes.copy(reply, 0, at, at + 2);
      bytes.copy(reply, 6, at + 6, at + 7);
      replies.push(reply);
    }
    pending = bytes.subarray(at);
    const [only] = replies;
    if (only) socket.write(replies.length === 1 ? only : Buffer.concat(replies));
  });
}

serveStatic();
