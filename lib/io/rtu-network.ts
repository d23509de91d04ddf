import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { ByteStream } from "./rtu-server";

/** Plays the line behind a transparent gateway: for each master that comes, `play` is given its bytes. */
export interface NetworkLine {
  readonly host: string;
  readonly port: number;
  /** Returns how to stop. */
  readonly play: (master: ByteStream) => () => void;
  readonly onError: (error: Error) => void;
}

/** A listening endpoint; closing ends everybody's connection. */
export interface LineServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Real gateways take a handful. Each master has the line to itself, as if the others were quiet. */
const maxMasters = 8;

/** RTU frames in a TCP stream. Rejects with the system's error where it cannot listen. */
export async function serveRtuOverTcp({ host, port, play, onError }: NetworkLine): Promise<LineServer> {
  const masters = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    masters.add(socket);
    const stop = play(socket);
    socket.on("close", () => {
      masters.delete(socket);
      stop();
    });
    // A master that goes away in the middle is no fault of ours; "close" follows.
    socket.on("error", () => socket.destroy());
  });
  server.maxConnections = maxMasters;
  server.listen(port, host);
  await once(server, "listening");
  server.on("error", onError);
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of masters) socket.destroy();
      }),
  };
}

/** One RTU frame in each UDP datagram; the answer goes to whoever has asked last. */
export async function serveRtuOverUdp({ host, port, play, onError }: NetworkLine): Promise<LineServer> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  let asker: RemoteInfo | undefined;
  const listeners = new Set<(bytes: Uint8Array) => void>();
  const stop = play({
    on: (_event, listener) => listeners.add(listener),
    off: (_event, listener) => listeners.delete(listener),
    write(bytes) {
      // An asker that has gone away answers with an error of the network, which is its own business.
      if (asker) socket.send(bytes, asker.port, asker.address, () => {});
    },
  });
  socket.on("message", (bytes, from) => {
    asker = from;
    for (const listener of listeners) listener(bytes);
  });
  socket.bind(port, host);
  await once(socket, "listening");
  socket.on("error", onError);
  return {
    port: socket.address().port,
    close: () =>
      new Promise((resolve) => {
        stop();
        socket.close(() => resolve());
      }),
  };
}
