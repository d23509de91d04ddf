import { type AddressInfo, createServer } from "node:net";
import { tcpFraming } from "./damage";

export interface Gateway {
  /** Unit ids that fall silent after `deadAfterMs`. */
  readonly dead: readonly number[];
  readonly deadAfterMs: number;
  /** How long each request occupies it, one after the other, ms. */
  readonly serviceMs: number;
}

/** In a process of its own: a Modbus TCP gateway with meters that die, or a slow one. Ends with its parent. */
const { dead, deadAfterMs, serviceMs }: Gateway = JSON.parse(process.argv[2] ?? "{}");
const deadFrom = performance.now() + deadAfterMs;
/** When it will be free, of `performance.now()`. */
let freeAt = 0;

const server = createServer({ noDelay: true }, (socket) => {
  let pending: Buffer = Buffer.alloc(0);
  const queue: Buffer[] = [];
  socket.on("error", () => socket.destroy());

  const serve = (): void => {
    const frame = queue[0];
    if (!frame) return;
    freeAt = Math.max(freeAt, performance.now()) + serviceMs;
    at(freeAt, () => {
      queue.shift();
      const { unitId, count } = tcpFraming.requestIn(frame);
      const silent = dead.includes(unitId) && performance.now() >= deadFrom;
      if (!silent) socket.write(tcpFraming.answerTo(frame, floats(count)));
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
process.once("disconnect", () => process.exit(0));
