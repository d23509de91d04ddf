import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { busAddress } from "../../acquire/bus-config";
import type { RegisterRequest } from "../../acquire/meter-session";
import { EnergyError } from "../../contract/error";
import type { TcpLink } from "../../site/site-model";
import type { Connection } from "./connection";
import { MbapFrames } from "./mbap-frames";
import { openSocket } from "./open-socket";
import { exceptionError } from "./request-error";

/** Numbers of requests that were given up, of 65,536: with more of them the connection is replaced. */
const mostGivenUp = 1000;

/** Before the data of an answer: header, unit id, function and byte count. */
const dataAt = 9;
const exceptionBytes = 9;

interface Waiting {
  readonly request: RegisterRequest;
  /** Of `performance.now()`. */
  readonly sentAt: number;
  readonly timer: NodeJS.Timeout;
  resolve(data: DataView): void;
  reject(error: EnergyError): void;
}

/** Rejects with BUS_UNREACHABLE after `timeoutMs` at the latest. */
export async function connectTcp(link: TcpLink, timeoutMs: number): Promise<Connection> {
  return new TcpConnection(busAddress(link), await openSocket(link, timeoutMs));
}

/**
 * Modbus TCP, in our own hands: modbus-serial takes more time than all the rest of a reading, sends each request in a
 * segment of its own, numbers them modulo 256 and trusts whatever length stands in a header.
 */
export class TcpConnection implements Connection {
  readonly #bus: string;
  readonly #stream: Duplex;
  readonly #frames = new MbapFrames();
  /** By transaction. */
  readonly #waiting = new Map<number, Waiting>();
  /** Transactions that may still be answered: such an answer must not meet another request of its number. */
  readonly #givenUp = new Set<number>();
  /** When the last request was sent that was given up and of whose end nothing is known yet. */
  #heldSince: number | undefined;
  #closing = false;
  onHeld?: (ms: number, answerMs?: number) => void;
  #unsent: Buffer[] = [];
  #transaction = 0;

  constructor(bus: string, stream: Duplex) {
    this.#bus = bus;
    this.#stream = stream;
    stream.on("data", (chunk: Buffer) => this.#take(chunk));
    // "close" follows.
    stream.on("error", () => stream.destroy());
    stream.once("close", () => this.#ended());
  }

  get open(): boolean {
    return !this.#stream.destroyed && this.#stream.writable;
  }

  get worn(): boolean {
    return this.#givenUp.size >= mostGivenUp;
  }

  read(request: RegisterRequest, timeoutMs: number): Promise<DataView> {
    return new Promise((resolve, reject) => {
      if (!this.open) {
        reject(this.#closedError());
        return;
      }
      const transaction = this.#freeTransaction();
      const sentAt = performance.now();
      const timer = setTimeout(() => this.#giveUp(transaction, timeoutMs), timeoutMs + this.#heldMs(timeoutMs, sentAt));
      this.#waiting.set(transaction, { request, sentAt, timer, resolve, reject });
      this.#send(frameOf(transaction, request));
    });
  }

  close(): void {
    this.#closing = true;
    // A reset frees the gateway's slot at once; many have only a few.
    if (this.#stream instanceof Socket) this.#stream.resetAndDestroy();
    else this.#stream.destroy();
  }

  #freeTransaction(): number {
    do this.#transaction = (this.#transaction + 1) & 0xffff;
    while (this.#waiting.has(this.#transaction) || this.#givenUp.has(this.#transaction));
    return this.#transaction;
  }

  /** Requests of the same moment go out in one piece: a segment for each costs more than everything else about them. */
  #send(frame: Buffer): void {
    this.#unsent.push(frame);
    if (this.#unsent.length > 1) return;
    // Where others are on their way there may be more to ask before this turn of the event loop ends.
    if (this.#waiting.size > 1) setImmediate(() => this.#flush());
    else process.nextTick(() => this.#flush());
  }

  #flush(): void {
    const [first, ...others] = this.#unsent;
    this.#unsent = [];
    if (first && this.open) this.#stream.write(others.length === 0 ? first : Buffer.concat([first, ...others]));
  }

  #take(chunk: Buffer): void {
    if (this.#frames.push(chunk, (frame) => this.#answered(frame))) return;
    this.#failAll(({ meter, unitId }) => this.#garbled(meter, unitId, "no Modbus TCP"));
    this.close();
  }

  #answered(frame: Buffer): void {
    if (this.#stream.destroyed) return;
    const transaction = frame.readUInt16BE(0);
    const waiting = this.#waiting.get(transaction);
    if (!waiting) {
      if (this.#givenUp.delete(transaction)) this.#released();
      return;
    }
    this.#waiting.delete(transaction);
    clearTimeout(waiting.timer);
    if (this.#heldSince !== undefined && waiting.sentAt > this.#heldSince) {
      this.#released(performance.now() - waiting.sentAt);
    }
    const { meter, unitId, functionCode, count } = waiting.request;
    const [unit, code, third] = [frame[6], frame[7], frame[8]];
    if (unit === unitId && code === functionCode && third === 2 * count && frame.length === dataAt + 2 * count) {
      waiting.resolve(new DataView(frame.buffer, frame.byteOffset + dataAt, 2 * count));
    } else if (unit === unitId && code === (functionCode | 0x80) && frame.length === exceptionBytes) {
      waiting.reject(exceptionError(third ?? 0, waiting.request, this.#bus));
    } else {
      const detail = `unit ${unit}, function ${code}, ${frame.length - dataAt} bytes of data`;
      waiting.reject(this.#garbled(meter, unitId, detail));
      // After a damaged frame nothing in the stream is sure to have its place.
      this.close();
    }
  }

  #giveUp(transaction: number, timeoutMs: number): void {
    const waiting = this.#waiting.get(transaction);
    if (!waiting) return;
    this.#waiting.delete(transaction);
    this.#givenUp.add(transaction);
    this.#heldSince = waiting.sentAt;
    const { meter, unitId } = waiting.request;
    waiting.reject(new EnergyError("METER_NO_ANSWER", { meter, unitId, bus: this.#bus, timeoutMs }));
    // The rest of a frame that does not come would take what follows for itself.
    if (this.#frames.within) this.close();
  }

  /** How much longer than usual an answer may take, because the gateway may still wait for somebody else's. */
  #heldMs(timeoutMs: number, now: number): number {
    return this.#heldSince === undefined ? 0 : Math.max(0, this.#heldSince + 2 * timeoutMs - now);
  }

  /** An answer to what was given up, or to what was sent after it: the gateway is free again. */
  #released(answerMs?: number): void {
    if (this.#heldSince === undefined) return;
    const ms = performance.now() - this.#heldSince;
    this.#heldSince = undefined;
    this.onHeld?.(ms, answerMs);
  }

  /** Some gateways hang up instead of answering for a meter that they do not have: that is this meter's failure. */
  #ended(): void {
    const [oldest] = this.#waiting;
    if (oldest && !this.#closing) {
      const [transaction, { request, timer, reject }] = oldest;
      this.#waiting.delete(transaction);
      clearTimeout(timer);
      reject(new EnergyError("METER_HANGUP", { meter: request.meter, unitId: request.unitId, bus: this.#bus }));
    }
    this.#failAll(() => this.#closedError());
  }

  #failAll(errorFor: (request: RegisterRequest) => EnergyError): void {
    for (const { request, timer, reject } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(errorFor(request));
    }
    this.#waiting.clear();
  }

  #closedError(): EnergyError {
    return new EnergyError("BUS_CLOSED", { bus: this.#bus });
  }

  #garbled(meter: string, unitId: number, detail: string): EnergyError {
    return new EnergyError("METER_GARBLED", { meter, unitId, bus: this.#bus, detail });
  }
}

function frameOf(transaction: number, { unitId, functionCode, address, count }: RegisterRequest): Buffer {
  const frame = Buffer.allocUnsafe(12);
  frame.writeUInt16BE(transaction, 0);
  frame.writeUInt32BE(6, 2);
  frame.writeUInt8(unitId, 6);
  frame.writeUInt8(functionCode, 7);
  frame.writeUInt16BE(address, 8);
  frame.writeUInt16BE(count, 10);
  return frame;
}
