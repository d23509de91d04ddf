import { once } from "node:events";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { SMTPServer } from "smtp-server";
import { freePort } from "./ports.ts";

/** How an unreachable server shows itself. */
export type Outage = "refuses" | "silent" | "resets" | "fails";

/** A server at one address, away for a time in one of the ways a server is away, then back with what it stands for. */
export class OutageServer {
  readonly port: number;
  readonly #outage: Outage;
  readonly #back: () => Server | SMTPServer;
  readonly #sockets = new Set<Socket>();
  #away: NetServer | undefined;
  #running: Server | SMTPServer | undefined;

  private constructor(port: number, outage: Outage, back: () => Server | SMTPServer) {
    this.port = port;
    this.#outage = outage;
    this.#back = back;
  }

  static async away(outage: Outage, back: () => Server | SMTPServer): Promise<OutageServer> {
    const server = new OutageServer(await freePort(), outage, back);
    if (outage !== "refuses") await server.#beAway();
    return server;
  }

  /** Every connection of before is gone, as after a power failure. */
  async comeBack(): Promise<void> {
    await this.#end();
    this.#running = this.#back();
    const server: NetServer = this.#running instanceof SMTPServer ? this.#running.server : this.#running;
    server.on("connection", (socket) => this.#sockets.add(socket));
    this.#running.listen(this.port, "127.0.0.1");
    await once(server, "listening");
  }

  async close(): Promise<void> {
    await this.#end();
    const running = this.#running;
    if (running) await new Promise<void>((resolve) => running.close(() => resolve()));
  }

  async #beAway(): Promise<void> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      if (this.#outage === "resets") socket.resetAndDestroy();
      if (this.#outage === "fails") socket.end("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\ndown");
    });
    server.listen(this.port, "127.0.0.1");
    await once(server, "listening");
    this.#away = server;
  }

  async #end(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    const away = this.#away;
    this.#away = undefined;
    if (away) await new Promise<void>((resolve) => away.close(() => resolve()));
  }
}

/** Takes every request and tells of its key or, without one, its body. */
export const takingHttp = (taken: (key: string, body: string) => void): Server =>
  createHttpServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    taken(String(request.headers["idempotency-key"] ?? ""), body);
    response.end("taken");
  });

export const takingSmtp = (taken: (mail: string) => void): SMTPServer =>
  new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        taken(Buffer.concat(chunks).toString());
        done();
      });
    },
  });
