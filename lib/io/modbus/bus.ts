import { type BusConfig, busAddress } from "../../acquire/bus-config";
import type { RegisterRequest } from "../../acquire/meter-session";
import { EnergyError, toEnergyError } from "../../contract/error";
import { backoffMs } from "../../schedule/backoff";
import type { Connect, Connection } from "./connection";

/** How long a bus is left alone that could not be reached. */
const pauses = { firstMs: 250, longestMs: 5_000 };

/** An answer that took so much longer than the slowest of late had to wait. */
const waited = { times: 2, ms: 20 };
/** The slowest answer is forgotten by and by, within some hundred requests. */
const answerMemory = 0.99;

/**
 * One bus with one connection, opened at first use and again after a loss. As many requests are on their way
 * as the bus takes, the others wait in their order.
 */
export class ModbusBus {
  readonly #address: string;
  readonly #connect: Connect;
  /** Requests that may be on their way at a time. */
  readonly parallel: number;
  readonly #queue: (() => void)[] = [];
  #running = 0;
  #connection: Connection | undefined;
  #connecting: Promise<Connection> | undefined;
  #failures = 0;
  #notBefore = 0;
  #unreachable: EnergyError | undefined;
  #closed = false;
  #answerMs = 0;
  /** Told how long a request that was given up kept a gateway busy, ms. */
  onHeld: (ms: number) => void = () => {};

  constructor(config: BusConfig, connect: Connect) {
    this.#address = busAddress(config);
    this.#connect = connect;
    this.parallel = config.transport === "tcp" ? config.parallel : 1;
  }

  /** Gives the bytes of the answer. While the bus is being left alone, fails at once; rejects with BUS_… or METER_… . */
  async read(request: RegisterRequest, timeoutMs: number): Promise<DataView> {
    if (this.#running >= this.parallel || (this.#running > 0 && this.#connection?.worn)) await this.#turn();
    else this.#running += 1;
    try {
      const open = this.#usable() ?? (await this.#connected(timeoutMs));
      const begun = performance.now();
      const data = await open.read(request, timeoutMs);
      this.#answerMs = Math.max(performance.now() - begun, this.#answerMs * answerMemory);
      return data;
    } finally {
      this.#pass();
    }
  }

  /** How long answers take at most, of late, ms. */
  get answerMs(): number {
    return this.#answerMs;
  }

  /** Whether it can be reached now, waiting for no backoff; rejects with BUS_UNREACHABLE. */
  async probe(timeoutMs: number): Promise<void> {
    this.#notBefore = 0;
    await this.#connected(timeoutMs);
  }

  /** Ends the running requests with BUS_CLOSED; later ones get the same. */
  close(): void {
    this.#closed = true;
    this.#connection?.close();
  }

  /** Waits for a place; whoever leaves one passes it on. */
  #turn(): Promise<void> {
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  /** Passes a place on. While a worn connection has requests on their way, nobody follows: then it is closed. */
  #pass(): void {
    this.#running -= 1;
    if (this.#connection?.worn) {
      if (this.#running > 0) return;
      this.#connection.close();
      this.#connection = undefined;
    }
    while (this.#running < this.parallel) {
      const next = this.#queue.shift();
      if (!next) return;
      this.#running += 1;
      next();
    }
  }

  #usable(): Connection | undefined {
    return !this.#closed && this.#connection?.open ? this.#connection : undefined;
  }

  async #connected(timeoutMs: number): Promise<Connection> {
    if (this.#closed) throw this.#closedError();
    const open = this.#usable();
    if (open) return open;
    // Monotonic: a stepped clock must neither shorten nor stretch the pause.
    if (this.#unreachable && performance.now() < this.#notBefore) throw this.#unreachable;
    this.#connecting ??= this.#open(timeoutMs).finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #open(timeoutMs: number): Promise<Connection> {
    try {
      this.#connection = await this.#connect(timeoutMs);
      this.#connection.onHeld = (ms, answerMs) => this.#held(ms, answerMs);
    } catch (thrown) {
      this.#unreachable = toEnergyError(thrown);
      this.#failures += 1;
      this.#notBefore = performance.now() + backoffMs(pauses, this.#failures, Math.random());
      throw this.#unreachable;
    }
    this.#failures = 0;
    this.#unreachable = undefined;
    if (!this.#closed) return this.#connection;
    this.#connection.close();
    throw this.#closedError();
  }

  /** Where the next one was answered as quickly as ever, nobody had to wait. */
  #held(ms: number, answerMs: number | undefined): void {
    if (answerMs === undefined || answerMs > waited.times * this.#answerMs + waited.ms) this.onHeld(ms);
  }

  #closedError(): EnergyError {
    return new EnergyError("BUS_CLOSED", { bus: this.#address });
  }
}
