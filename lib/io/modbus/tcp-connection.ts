import { connect as connectSocket, type Socket } from "node:net";
import type ModbusRTU from "modbus-serial";
import { busAddress } from "../../acquire/bus-config";
import type { RegisterRequest } from "../../acquire/meter-session";
import { EnergyError, toEnergyError } from "../../contract/error";
import type { RtuNetworkLink, TcpLink } from "../../site/site-model";
import { ClientRequests } from "./client-requests";
import type { Connection } from "./connection";
import { MbapBoundary } from "./mbap-boundary";

/**
 * modbus-serial tells answers apart by a number that returns after 256 requests. A late answer to one that was
 * given up must not meet the next of its number, so a connection serves at most so many more after a timeout.
 */
const requestsAfterTimeout = 128;

/** Rejects with BUS_UNREACHABLE after `timeoutMs` at the latest. */
export async function connectTcp(link: TcpLink, timeoutMs: number): Promise<Connection> {
  const socket = await openSocket(link, timeoutMs);
  try {
    // Loaded here, so that a flow without Modbus does not pay for it.
    const { default: modbusSerial } = await import("modbus-serial");
    const client = new modbusSerial.default();
    // modbus-serial says so when a socket is lost; the connection watches the socket itself.
    client.on("error", () => {});
    await client.linkTCP(socket, { port: link.port });
    return new TcpConnection(busAddress(link), socket, client);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** A connected socket without delays; rejects with BUS_UNREACHABLE. */
export function openSocket(link: TcpLink | RtuNetworkLink, timeoutMs: number): Promise<Socket> {
  const bus = busAddress(link);
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host: link.host, port: link.port, noDelay: true, keepAlive: true });
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
  readonly #socket: Socket;
  readonly #requests: ClientRequests;
  readonly #boundary = new MbapBoundary();
  #left = Number.POSITIVE_INFINITY;

  constructor(bus: string, socket: Socket, client: ModbusRTU) {
    this.#socket = socket;
    this.#requests = new ClientRequests(client, bus);
    socket.on("data", (chunk: Buffer) => this.#boundary.take(chunk));
    socket.once("close", () => this.#requests.abandon());
  }

  get open(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  get worn(): boolean {
    return this.#left <= 0;
  }

  async read(request: RegisterRequest, timeoutMs: number): Promise<DataView> {
    this.#left -= 1;
    try {
      return await this.#requests.read(request, timeoutMs);
    } catch (thrown) {
      const { code } = toEnergyError(thrown);
      const noAnswer = code === "METER_NO_ANSWER";
      if (noAnswer) this.#left = Math.min(this.#left, requestsAfterTimeout);
      // The library trusts the length in a header: after a damaged frame nothing in the stream has its place.
      if (code === "METER_GARBLED" || (noAnswer && this.#boundary.doubtful)) this.close();
      throw thrown;
    }
  }

  close(): void {
    // A reset frees the gateway's slot at once; many have only a few.
    this.#socket.resetAndDestroy();
  }
}
