import { EventEmitter } from "node:events";
import { crc16 } from "../../acquire/crc16";
import { characterMs, silenceMs } from "../../acquire/serial-timing";
import type { SerialLine } from "../../site/site-model";
import { until } from "../precise-wait";
import type { Wire } from "./serial-stream";

/** Exceptions: unit, function with its top bit, code and CRC. */
const exceptionBytes = 5;
const longestAnswer = 255;

interface Expected {
  readonly unitId: number;
  readonly functionCode: number;
  /** Bytes of the whole answer. */
  readonly length: number;
}

/**
 * Modbus RTU on a stream of bytes, in the form that modbus-serial takes for a port: it keeps the silence before
 * each frame, which the library does not, and finds the answer among what arrives. What arrives unasked is dropped.
 */
export class RtuPort extends EventEmitter {
  readonly #wire: Wire;
  readonly #line: SerialLine;
  readonly #silenceMs: number;
  readonly #pauseMs: number;
  #expected: Expected | undefined;
  #received: Buffer = Buffer.alloc(0);
  /** When the line was last busy, of `performance.now()`. */
  #busyUntil = 0;

  constructor(wire: Wire, line: SerialLine, pauseMs: number) {
    super();
    this.#wire = wire;
    this.#line = line;
    this.#silenceMs = silenceMs(line);
    this.#pauseMs = pauseMs;
    wire.stream.on("data", (chunk: Buffer) => this.#take(chunk));
    wire.stream.on("close", () => this.emit("close"));
  }

  get isOpen(): boolean {
    return this.#wire.isOpen();
  }

  /** Bytes that have arrived since the last request and are no answer to it. */
  get noise(): number {
    return this.#received.length;
  }

  /** Waits until the line has been quiet for as long as a frame demands, and for `pauseMs` where that is more. */
  async quiet(pauseMs = 0): Promise<void> {
    const silence = this.#silenceMs + Math.max(this.#pauseMs, pauseMs);
    // What arrives meanwhile begins the silence anew.
    while (this.#busyUntil + silence > performance.now()) await until(this.#busyUntil + silence);
  }

  open(callback: (error?: Error) => void): void {
    callback();
  }

  close(callback?: () => void): void {
    this.#wire.close();
    callback?.();
  }

  destroy(callback?: () => void): void {
    this.close(callback);
  }

  /** Sends a read request (functions 3 and 4) as modbus-serial made it, CRC included. */
  write(frame: Buffer): void {
    const unitId = frame.readUInt8(0);
    const functionCode = frame.readUInt8(1);
    this.#expected = { unitId, functionCode, length: 2 * frame.readUInt16BE(4) + exceptionBytes };
    this.#received = Buffer.alloc(0);
    this.#busyUntil = performance.now() + frame.length * characterMs(this.#line);
    this.#wire.send(frame);
  }

  #take(chunk: Buffer): void {
    this.#busyUntil = Math.max(this.#busyUntil, performance.now());
    if (!this.#expected) return;
    const received = Buffer.concat([this.#received, chunk]);
    this.#received = received.subarray(Math.max(0, received.length - 2 * longestAnswer));
    const answer = answerIn(this.#received, this.#expected);
    if (!answer) return;
    this.#expected = undefined;
    this.#received = Buffer.alloc(0);
    this.emit("data", answer);
  }
}

/**
 * The answer in what has arrived, if it is there: the first frame of this unit and function whose CRC is right,
 * however much noise the line's drivers left before it; or a whole frame at the start whose CRC is wrong.
 */
function answerIn(bytes: Buffer, { unitId, functionCode, length }: Expected): Buffer | undefined {
  for (let at = 0; at + exceptionBytes <= bytes.length; at++) {
    if (bytes[at] !== unitId) continue;
    const refused = bytes[at + 1] === (functionCode | 0x80);
    if (!refused && (bytes[at + 1] !== functionCode || bytes[at + 2] !== length - exceptionBytes)) continue;
    const end = at + (refused ? exceptionBytes : length);
    if (end > bytes.length) continue;
    const frame = bytes.subarray(at, end);
    if (at === 0 || crc16(frame.subarray(0, -2)) === frame.readUInt16LE(frame.length - 2)) return frame;
  }
  return undefined;
}
