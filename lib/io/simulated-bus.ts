import { isAbsolute } from "node:path";
import { EnergyError } from "../contract/error";
import { busAnswer } from "../simulate/bus-answer";
import type { PlayedBus } from "../simulate/simulated-plant";
import type { RtuLink, RtuNetworkLink, TcpLink } from "../site/site-model";
import { serveModbus } from "./modbus-server";
import { openPty } from "./pty";
import { serveRtuOverTcp, serveRtuOverUdp } from "./rtu-network";
import { type ByteStream, serveRtu } from "./rtu-server";

/** A simulated bus that masters can reach. */
export interface ServedBus {
  /** From here on its meters answer. */
  release(): void;
  /** Frees its port or its device. */
  close(): Promise<void>;
}

type Link<L> = PlayedBus & { readonly model: L };

/** What stands at the simulator's end of a serial line, beside the master's. */
const meterEnd = ".meters";

/**
 * Plays one bus at the place where its reader looks for it: a port, or a serial device. Rejects with SIMULATOR_PORT,
 * SIMULATOR_LINE or PROGRAM_MISSING; tells `onError` where it is lost later. `clock` in ms UTC.
 */
export async function serveBus(
  bus: PlayedBus,
  clock: () => number,
  onError: (error: EnergyError) => void,
): Promise<ServedBus> {
  const { model } = bus;
  const problem = (error: Error): EnergyError => {
    if (error instanceof EnergyError) return error;
    if (model.transport === "rtu") {
      return new EnergyError("SIMULATOR_LINE", { bus: model.id, path: model.path, detail: error.message });
    }
    const { id, host, port } = model;
    return new EnergyError("SIMULATOR_PORT", { bus: id, host, port, detail: error.message });
  };
  const fail = (error: Error): void => onError(problem(error));
  try {
    if (isTcp(bus)) return await serveModbus(bus.model.host, bus.model.port, busAnswer(bus, clock), fail);
    if (isRtu(bus)) return await serveLine(bus, clock, fail);
    return await serveGateway(bus as Link<RtuNetworkLink>, clock, fail);
  } catch (error) {
    throw problem(error as Error);
  }
}

const isTcp = (bus: PlayedBus): bus is Link<TcpLink> => bus.model.transport === "tcp";
const isRtu = (bus: PlayedBus): bus is Link<RtuLink> => bus.model.transport === "rtu";

/** The meters of a line on a stream of bytes; answers only while `isReleased`. */
function playOn(stream: ByteStream, bus: Link<RtuLink | RtuNetworkLink>, clock: () => number, gate: Gate): () => void {
  const answer = busAnswer(bus, clock);
  const { turnaroundMs } = bus.model.simulated;
  const server = serveRtu(stream, bus.model.line, (unitId, pdu) => (gate.open ? answer(unitId, pdu) : undefined), {
    timing: true,
    turnaroundMs,
  });
  return () => server.close();
}

/** Before it opens, meters are silent as if they had no power yet. */
interface Gate {
  open: boolean;
}

async function serveGateway(
  bus: Link<RtuNetworkLink>,
  clock: () => number,
  onError: (error: Error) => void,
): Promise<ServedBus> {
  const gate: Gate = { open: false };
  const { transport, host, port } = bus.model;
  const serve = transport === "rtu-over-tcp" ? serveRtuOverTcp : serveRtuOverUdp;
  const server = await serve({ host, port, onError, play: (master) => playOn(master, bus, clock, gate) });
  return {
    release() {
      gate.open = true;
    },
    close: () => server.close(),
  };
}

async function serveLine(bus: Link<RtuLink>, clock: () => number, onError: (error: Error) => void): Promise<ServedBus> {
  const { path } = bus.model;
  if (!isAbsolute(path) || path.startsWith("/dev/")) {
    throw new Error("a simulated serial line needs a full path outside /dev, where real devices are");
  }
  const gate: Gate = { open: false };
  const pty = await openPty(path, path + meterEnd);
  pty.onLost(onError);
  const end = pty.openEnd(path + meterEnd);
  const stop = playOn(end, bus, clock, gate);
  return {
    release() {
      gate.open = true;
    },
    async close() {
      stop();
      end.destroy();
      await pty.close();
    },
  };
}
