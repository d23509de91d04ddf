import { connect, type Socket } from "node:net";
import { busAddress } from "../../acquire/bus-config";
import { EnergyError } from "../../contract/error";
import type { RtuNetworkLink, TcpLink } from "../../site/site-model";

/** A connected socket without delays; rejects with BUS_UNREACHABLE after `timeoutMs` at the latest. */
export function openSocket(link: TcpLink | RtuNetworkLink, timeoutMs: number): Promise<Socket> {
  const bus = busAddress(link);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: link.host, port: link.port, noDelay: true, keepAlive: true });
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
