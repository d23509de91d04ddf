import type { Duplex } from "node:stream";
import type ModbusRTU from "modbus-serial";
import { busAddress } from "../../acquire/bus-config";
import type { RegisterRequest } from "../../acquire/meter-session";
import { EnergyError, toEnergyError } from "../../contract/error";
import type { RtuLink, RtuNetworkLink } from "../../site/site-model";
import { ClientRequests } from "./client-requests";
import type { Connection } from "./connection";
import { openSocket } from "./open-socket";
import { RtuPort } from "./rtu-port";
import { openSerial, type Wire } from "./serial-stream";
import { openDatagrams } from "./udp-stream";

/** A serial line of this machine, or a transparent gateway to one. Rejects with BUS_UNREACHABLE. */
export async function connectRtu(link: RtuLink | RtuNetworkLink, timeoutMs: number): Promise<Connection> {
  const wire = await wireTo(link, timeoutMs);
  const port = new RtuPort(wire, link.line, link.pauseMs);
  const { default: modbusSerial } = await import("modbus-serial");
  const client = new modbusSerial.default(port);
  client.on("error", () => {});
  await new Promise<void>((resolve) => client.open(() => resolve()));
  return new RtuConnection(busAddress(link), wire.stream, port, client);
}

async function wireTo(link: RtuLink | RtuNetworkLink, timeoutMs: number): Promise<Wire> {
  if (link.transport === "rtu") return openSerial(link);
  const open = link.transport === "rtu-over-tcp" ? openSocket : openDatagrams;
  const stream: Duplex = await open(link, timeoutMs);
  return { stream, send: (bytes) => stream.write(bytes) };
}

class RtuConnection implements Connection {
  readonly #bus: string;
  readonly #stream: Duplex;
  readonly #port: RtuPort;
  readonly #requests: ClientRequests;
  readonly worn = false;

  constructor(bus: string, stream: Duplex, port: RtuPort, client: ModbusRTU) {
    this.#bus = bus;
    this.#stream = stream;
    this.#port = port;
    this.#requests = new ClientRequests(client, bus);
    // "close" follows, with what the requests that were on their way are told.
    stream.on("error", () => stream.destroy());
    stream.once("close", () => this.#requests.abandon());
  }

  get open(): boolean {
    return this.#port.isOpen;
  }

  async read(request: RegisterRequest, timeoutMs: number): Promise<DataView> {
    await this.#port.quiet(request.pauseMs);
    try {
      return await this.#requests.read(request, timeoutMs);
    } catch (thrown) {
      const { meter, unitId } = request;
      const bytes = this.#port.noise;
      if (toEnergyError(thrown).code !== "METER_NO_ANSWER" || bytes === 0) throw thrown;
      // Something answered, but not in these characters, or two meters at once.
      throw new EnergyError("METER_NOISE", { meter, unitId, bus: this.#bus, bytes }, { cause: thrown });
    }
  }

  close(): void {
    this.#stream.destroy();
  }
}
