import { createSocket } from "node:dgram";
import { Duplex } from "node:stream";
import { busAddress } from "../../acquire/bus-config";
import { EnergyError } from "../../contract/error";
import type { RtuNetworkLink } from "../../site/site-model";

/** The datagrams to and from one gateway as a stream of bytes. Rejects with BUS_UNREACHABLE where its name is unknown. */
export function openDatagrams(link: RtuNetworkLink, timeoutMs: number): Promise<Duplex> {
  const bus = busAddress(link);
  return new Promise((resolve, reject) => {
    const socket = createSocket(link.host.includes(":") ? "udp6" : "udp4");
    const fail = (detail: string, cause?: unknown): void => {
      clearTimeout(timer);
      socket.close();
      reject(new EnergyError("BUS_UNREACHABLE", { bus, detail }, { cause }));
    };
    const timer = setTimeout(() => fail("ETIMEDOUT"), timeoutMs);
    const failed = (error: NodeJS.ErrnoException): void => fail(error.code ?? error.message, error);
    socket.once("error", failed);
    // Connected: the system drops what others send, and says when nobody listens at the gateway.
    socket.connect(link.port, link.host, () => {
      clearTimeout(timer);
      socket.off("error", failed);
      const stream = new Duplex({
        read() {},
        write: (chunk: Buffer, _encoding, done) => socket.send(chunk, (error) => done(error)),
        destroy(error, done) {
          socket.close(() => done(error));
        },
      });
      socket.on("message", (message) => stream.push(message));
      socket.on("error", (error) => stream.destroy(error));
      resolve(stream);
    });
  });
}
