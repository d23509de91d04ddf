import { crc16 } from "../../acquire/crc16";
import type { RegisterRequest } from "../../acquire/meter-session";
import { characterMs, silenceMs } from "../../acquire/serial-timing";
import type { SerialLine } from "../../site/site-model";
import { until } from "../precise-wait";
import type { Wire } from "./serial-stream";

const requestBytes = 8;
/** Exceptions: unit, function with its top bit, code and CRC. */
const exceptionBytes = 5;
const longestAnswer = 255;

/** An answer that did not come in time may still come, and says nothing of what it answers. */
const owedMs = 60_000;

interface Owed extends Pick<RegisterRequest, "unitId" | "functionCode" | "count"> {
  /** Until when, of `performance.now()`. */
  readonly until: number;
}

interface Expected {
  readonly request: RegisterRequest;
  /** With the frame of the answer, or nothing when there will be none. */
  readonly done: (frame?: Buffer) => void;
}

/**
 * Modbus RTU on a stream of bytes, one request at a time: it keeps the silence before each frame and finds the
 * answer among what arrives. What arrives unasked is dropped.
 */
export class RtuPort {
  readonly #wire: Wire;
  readonly #line: SerialLine;
  readonly #silenceMs: number;
  readonly #pauseMs: number;
  #expected: Expected | undefined;
  #received: Buffer = Buffer.alloc(0);
  #owed: readonly Owed[] = [];
  /** When the line was last busy, of `performance.now()`. */
  #busyUntil = 0;

  constructor(wire: Wire, line: SerialLine, pauseMs: number) {
    this.#wire = wire;
    this.#line = line;
    this.#silenceMs = silenceMs(line);
    this.#pauseMs = pauseMs;
    wire.stream.on("data", (chunk: Buffer) => this.#take(chunk));
    wire.stream.once("close", () => this.#end());
  }

  get open(): boolean {
    return this.#wire.isOpen();
  }

  /** Bytes that have arrived since the last request and are no answer to it. */
  get noise(): number {
    return this.#received.length;
  }

  /**
   * Waits until the line has been quiet for as long as a frame demands, and for `pauseMs` where that is more. False
   * where it was not within `patienceMs`: somebody else talks on it, or it is open to disturbance.
   */
  async quiet(pauseMs: number, patienceMs: number): Promise<boolean> {
    const silence = this.#silenceMs + Math.max(this.#pauseMs, pauseMs);
    const giveUpAt = performance.now() + silence + patienceMs;
    // What arrives meanwhile begins the silence anew.
    while (this.#busyUntil + silence > performance.now()) {
      if (performance.now() > giveUpAt) return false;
      await until(this.#busyUntil + silence);
    }
    return true;
  }

  /**
   * A request whose answer cannot be taken for one that is still owed: this one, where nothing like it is, else one
   * for another number of registers. A meter answers in order, so with its answer nothing is owed any more.
   */
  distinct(request: RegisterRequest): RegisterRequest {
    const now = performance.now();
    this.#owed = this.#owed.filter(({ until: end }) => end > now);
    const counts = this.#owed.filter((owed) => isOf(owed, request)).map(({ count }) => count);
    if (!counts.includes(request.count)) return request;
    let count = 1;
    while (count === request.count || counts.includes(count)) count += 1;
    return { ...request, count };
  }

  /** Gives the frame of the answer, whose CRC is still to be looked at; undefined when the time or the line is over. */
  ask(request: RegisterRequest, timeoutMs: number): Promise<Buffer | undefined> {
    return new Promise((resolve) => {
      const { unitId, functionCode, count } = request;
      const timer = setTimeout(() => {
        this.#owed = [...this.#owed, { unitId, functionCode, count, until: performance.now() + owedMs }];
        this.#end();
      }, timeoutMs);
      const done = (frame?: Buffer): void => {
        clearTimeout(timer);
        resolve(frame);
      };
      this.#expected = { request, done };
      this.#received = Buffer.alloc(0);
      this.#busyUntil = performance.now() + requestBytes * characterMs(this.#line);
      this.#wire.send(frameOf(request));
    });
  }

  #take(chunk: Buffer): void {
    this.#busyUntil = Math.max(this.#busyUntil, performance.now());
    if (!this.#expected) return;
    const received = Buffer.concat([this.#received, chunk]);
    this.#received = this.#withoutOwed(received.subarray(Math.max(0, received.length - 2 * longestAnswer)));
    const answer = answerIn(this.#received, this.#expected.request);
    if (!answer) return;
    this.#received = Buffer.alloc(0);
    const { request } = this.#expected;
    if (isIntact(answer)) this.#owed = this.#owed.filter((owed) => !isOf(owed, request));
    this.#end(answer);
  }

  /** Takes out late answers, of whichever meter: they are neither noise nor what is waited for. */
  #withoutOwed(bytes: Buffer): Buffer {
    const current = this.#expected?.request;
    for (const owed of this.#owed) {
      if (current && isOf(owed, current) && owed.count === current.count) continue;
      const late = answerIn(bytes, owed);
      if (!late || !isIntact(late) || late[1] !== owed.functionCode) continue;
      this.#owed = this.#owed.filter((other) => other !== owed);
      const at = late.byteOffset - bytes.byteOffset;
      return this.#withoutOwed(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + late.length)]));
    }
    return bytes;
  }

  #end(answer?: Buffer): void {
    const expected = this.#expected;
    this.#expected = undefined;
    expected?.done(answer);
  }
}

/** Whether the last two bytes of a frame are the check of the others. */
export const isIntact = (frame: Buffer): boolean =>
  crc16(frame.subarray(0, -2)) === frame.readUInt16LE(frame.length - 2);

function frameOf({ unitId, functionCode, address, count }: RegisterRequest): Buffer {
  const frame = Buffer.alloc(requestBytes);
  frame.writeUInt8(unitId, 0);
  frame.writeUInt8(functionCode, 1);
  frame.writeUInt16BE(address, 2);
  frame.writeUInt16BE(count, 4);
  frame.writeUInt16LE(crc16(frame.subarray(0, -2)), 6);
  return frame;
}

/** Whether it is of the same meter and function. */
const isOf = (owed: Owed, { unitId, functionCode }: RegisterRequest): boolean =>
  owed.unitId === unitId && owed.functionCode === functionCode;

/**
 * The answer in what has arrived, if it is there: the first frame of this unit and function whose CRC is right,
 * however much noise the line's drivers left before it; or a whole frame at the start whose CRC is wrong.
 */
function answerIn(bytes: Buffer, { unitId, functionCode, count }: Omit<Owed, "until">): Buffer | undefined {
  for (let at = 0; at + exceptionBytes <= bytes.length; at++) {
    if (bytes[at] !== unitId) continue;
    const refused = bytes[at + 1] === (functionCode | 0x80);
    if (!refused && (bytes[at + 1] !== functionCode || bytes[at + 2] !== 2 * count)) continue;
    const end = at + exceptionBytes + (refused ? 0 : 2 * count);
    if (end > bytes.length) continue;
    const frame = bytes.subarray(at, end);
    if (at === 0 || isIntact(frame)) return frame;
  }
  return undefined;
}
