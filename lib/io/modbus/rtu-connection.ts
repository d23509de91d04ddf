import type { Duplex } from "node:stream";
import { busAddress } from "../../acquire/bus-config";
import { isAnswer } from "../../acquire/meter-answer";
import type { RegisterRequest } from "../../acquire/meter-session";
import { EnergyError, toEnergyError } from "../../contract/error";
import type { RtuLink, RtuNetworkLink, SerialLine } from "../../site/site-model";
import type { Connection } from "./connection";
import { openSocket } from "./open-socket";
import { exceptionError } from "./request-error";
import { isIntact, RtuPort } from "./rtu-port";
import { openSerial, type Wire } from "./serial-stream";
import { openDatagrams } from "./udp-stream";

/** Before the data of an answer: unit id, function and byte count. */
const dataAt = 3;

/** A serial line of this machine, or a transparent gateway to one. Rejects with BUS_UNREACHABLE. */
export async function connectRtu(link: RtuLink | RtuNetworkLink, timeoutMs: number): Promise<Connection> {
  return new RtuConnection(busAddress(link), await wireTo(link, timeoutMs), link.line, link.pauseMs);
}

async function wireTo(link: RtuLink | RtuNetworkLink, timeoutMs: number): Promise<Wire> {
  if (link.transport === "rtu") return openSerial(link, timeoutMs);
  const open = link.transport === "rtu-over-tcp" ? openSocket : openDatagrams;
  return wireOver(await open(link, timeoutMs));
}

/** A stream that is not a serial line of this machine. */
export function wireOver(stream: Duplex): Wire {
  return {
    stream,
    isOpen: () => !stream.destroyed && stream.writable,
    send: (bytes) => stream.write(bytes),
    close: () => stream.destroy(),
  };
}

/** One request after the other over a line, or what stands for one. */
export class RtuConnection implements Connection {
  readonly #bus: string;
  readonly #wire: Wire;
  readonly #port: RtuPort;
  readonly worn = false;

  constructor(bus: string, wire: Wire, line: SerialLine, pauseMs: number) {
    this.#bus = bus;
    this.#wire = wire;
    this.#port = new RtuPort(wire, line, pauseMs);
    // "close" follows, with what the request that is on its way is told.
    wire.stream.on("error", () => wire.close());
  }

  get open(): boolean {
    return this.#port.open;
  }

  async read(request: RegisterRequest, timeoutMs: number): Promise<DataView> {
    const other = this.#port.distinct(request);
    if (other !== request) await this.#settle(other, timeoutMs);
    return this.#exchange(request, timeoutMs);
  }

  /** Makes sure that no earlier answer is on its way any more: RTU frames do not say what they answer. */
  async #settle(request: RegisterRequest, timeoutMs: number): Promise<void> {
    try {
      await this.#exchange(request, timeoutMs);
    } catch (thrown) {
      // A refusal is an answer too.
      if (!isAnswer(toEnergyError(thrown))) throw thrown;
    }
  }

  async #exchange(request: RegisterRequest, timeoutMs: number): Promise<DataView> {
    const { meter, unitId, functionCode, count, pauseMs = 0 } = request;
    const bus = this.#bus;
    if (!(await this.#port.quiet(pauseMs, timeoutMs))) throw new EnergyError("BUS_NOISY", { bus });
    const frame = this.open ? await this.#port.ask(request, timeoutMs) : undefined;
    if (frame) {
      if (!isIntact(frame)) throw new EnergyError("METER_GARBLED", { meter, unitId, bus, detail: "CRC" });
      if (frame[1] !== functionCode) throw exceptionError(frame.readUInt8(2), request, bus);
      return new DataView(frame.buffer, frame.byteOffset + dataAt, 2 * count);
    }
    if (!this.open) throw new EnergyError("BUS_CLOSED", { bus });
    // Something answered, but not in these characters, or two meters at once.
    if (this.#port.noise > 0) throw new EnergyError("METER_NOISE", { meter, unitId, bus });
    throw new EnergyError("METER_NO_ANSWER", { meter, unitId, bus, timeoutMs });
  }

  close(): void {
    this.#wire.close();
  }
}
