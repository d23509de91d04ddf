import { type AddressInfo, createServer } from "node:net";
import { tcpFraming } from "./damage";

/** In a process of its own: a Modbus TCP gateway of which some units are dead from a moment on, or which is slow. Ends with its parent. */
interface Gateway {
  /** Unit ids that stay silent. */
  dead: readonly number[];
  /** How long each request occupies it, one after the other, ms. */
  readonly serviceMs: number;
}

const gateway: Gateway = JSON.parse(process.argv[2] ?? "{}");
/** When it will be free, of `performance.now()`. */
let freeAt = 0;

const server = createServer({ noDelay: true }, (socket) => {
  let pending: Buffer = Buffer.alloc(0);
  const queue: Buffer[] = [];
  socket.on("error", () => socket.destroy());

  const serve = (): void => {
    const frame = queue[0];
    if (!frame) return;
    freeAt = Math.max(freeAt, performance.now()) + gateway.serviceMs;
    at(freeAt, () => {
      queue.shift();
      const { unitId, count } = tcpFraming.requestIn(frame);
      if (!gateway.dead.includes(unitId)) socket.write(tcpFraming.answerTo(frame, floats(count)));
      serve();
    });
  };

  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= tcpFraming.requestBytes) {
      queue.push(pending.subarray(0, tcpFraming.requestBytes));
      pending = pending.subarray(tcpFraming.requestBytes);
      if (queue.length === 1) serve();
    }
  });
});

function floats(count: number): Buffer {
  const data = Buffer.alloc(2 * count);
  for (let at = 0; at + 4 <= data.length; at += 4) data.writeFloatBE(50, at);
  return data;
}

/** Whole milliseconds by a timer, the rest turn by turn: a slow gateway whose slowness is exact. */
function at(due: number, then: () => void): void {
  const wait = due - performance.now();
  if (wait > 2) setTimeout(() => at(due, then), wait - 1.5);
  else if (wait > 0) setImmediate(() => at(due, then));
  else then();
}

server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("message", (dead: number[]) => {
  gateway.dead = dead;
});
process.once("disconnect", () => process.exit(0));
