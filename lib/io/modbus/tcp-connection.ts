import { connect as connectSocket, type Socket } from "node:net";
import type ModbusRTU from "modbus-serial";
import { busAddress } from "../../acquire/bus-config";
import type { RegisterRequest } from "../../acquire/meter-session";
import { EnergyError } from "../../contract/error";
import type { TcpLink } from "../../site/site-model";
import { requestError } from "./request-error";

/** An open connection to a bus. After any doubt about its stream it is closed for good: open another. */
export interface Connection {
  readonly open: boolean;
  /** One at a time. Rejects with BUS_CLOSED or METER_… . */
  read(request: RegisterRequest, timeoutMs: number): Promise<DataView>;
  close(): void;
}

/** Rejects with BUS_UNREACHABLE after `timeoutMs` at the latest. */
export async function connectTcp(config: TcpLink, timeoutMs: number): Promise<Connection> {
  const socket = await openSocket(config, timeoutMs);
  try {
    // Loaded here, so that a flow without Modbus does not pay for it.
    const { default: modbusSerial } = await import("modbus-serial");
    const client = new modbusSerial.default();
    // modbus-serial says so when a socket is lost; the connection watches the socket itself.
    client.on("error", () => {});
    await client.linkTCP(socket, { port: config.port });
    return new TcpConnection(config, socket, client);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function openSocket(config: TcpLink, timeoutMs: number): Promise<Socket> {
  const bus = busAddress(config);
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host: config.host, port: config.port, noDelay: true, keepAlive: true });
    const fail = (detail: string, cause?: unknown): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new EnergyError("BUS_UNREACHABLE", { bus, detail }, { cause }));
    };
    const timer = setTimeout(() => fail("ETIMEDOUT"), timeoutMs);
    socket.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message, error));
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

class TcpConnection implements Connection {
  readonly #bus: string;
  readonly #socket: Socket;
  readonly #client: ModbusRTU;
  #abandon: ((error: EnergyError) => void) | undefined;

  constructor(config: TcpLink, socket: Socket, client: ModbusRTU) {
    this.#bus = busAddress(config);
    this.#socket = socket;
    this.#client = client;
    socket.once("close", () => {
      this.#abandon?.(new EnergyError("BUS_CLOSED", { bus: this.#bus }));
      // Its timers would go on for requests that nobody waits for any more.
      client.destroy(() => {});
    });
  }

  get open(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  async read(request: RegisterRequest, timeoutMs: number): Promise<DataView> {
    const { unitId, functionCode, address, count } = request;
    this.#client.setID(unitId);
    this.#client.setTimeout(timeoutMs);
    const answer =
      functionCode === 3
        ? this.#client.readHoldingRegisters(address, count)
        : this.#client.readInputRegisters(address, count);
    try {
      const { buffer } = await Promise.race([answer, this.#lost()]);
      if (buffer.length !== 2 * count) throw new Error(`${buffer.length} bytes instead of ${2 * count}`);
      return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
    } catch (thrown) {
      const error = requestError(thrown, request, this.#bus, timeoutMs);
      // A late or damaged answer must never be taken for the next one's. modbus-serial tells answers apart by a
      // number that returns after 256 requests and trusts the length in a header, so the stream goes, not the doubt.
      if (error.code === "METER_NO_ANSWER" || error.code === "METER_GARBLED") this.close();
      throw error;
    } finally {
      this.#abandon = undefined;
      // What was lost with the connection still ends by its own timeout, unheard.
      answer.catch(() => {});
    }
  }

  /** modbus-serial leaves a request waiting for its timeout when the connection ends; this does not. */
  #lost(): Promise<never> {
    return new Promise((_, reject) => {
      this.#abandon = reject;
      if (!this.open) reject(new EnergyError("BUS_CLOSED", { bus: this.#bus }));
    });
  }

  close(): void {
    // A reset frees the gateway's slot at once; many have only a few.
    this.#socket.resetAndDestroy();
  }
}
