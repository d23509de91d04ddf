import { type BusConfig, busAddress } from "../../acquire/bus-config";
import type { ReadRegisters } from "../../acquire/meter-session";
import { EnergyError, toEnergyError } from "../../contract/error";
import { backoffMs } from "../../schedule/backoff";
import type { TcpLink } from "../../site/site-model";
import { type Connection, connectTcp } from "./tcp-connection";

/** How long a bus is left alone that could not be reached. */
const pauses = { firstMs: 250, longestMs: 5_000 };

/**
 * One bus with one connection, opened at first use and again after a loss. Turns run one after the
 * other in the order in which they were asked for; within a turn there is one request at a time.
 */
export class ModbusBus {
  readonly #config: BusConfig;
  #connection: Connection | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();
  #failures = 0;
  #notBefore = 0;
  #unreachable: EnergyError | undefined;
  #closed = false;

  constructor(config: BusConfig) {
    this.#config = config;
  }

  /** Has the bus to itself while `work` runs. While the bus is being left alone, requests fail at once. */
  turn<Result>(timeoutMs: number, work: (read: ReadRegisters) => Promise<Result>): Promise<Result> {
    return this.#queue(() => work(async (request) => (await this.#connected(timeoutMs)).read(request, timeoutMs)));
  }

  /** Whether it can be reached now, waiting for no backoff; rejects with BUS_UNREACHABLE. */
  probe(timeoutMs: number): Promise<void> {
    return this.#queue(async () => {
      this.#notBefore = 0;
      await this.#connected(timeoutMs);
    });
  }

  /** Ends the running request with BUS_CLOSED; later turns get the same. */
  close(): void {
    this.#closed = true;
    this.#connection?.close();
  }

  #queue<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }

  async #connected(timeoutMs: number): Promise<Connection> {
    if (this.#closed) throw this.#closedError();
    if (this.#connection?.open) return this.#connection;
    // Monotonic: a stepped clock must neither shorten nor stretch the pause.
    if (this.#unreachable && performance.now() < this.#notBefore) throw this.#unreachable;
    try {
      this.#connection = await connectTcp(this.#config as TcpLink, timeoutMs);
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

  #closedError(): EnergyError {
    return new EnergyError("BUS_CLOSED", { bus: busAddress(this.#config) });
  }
}
