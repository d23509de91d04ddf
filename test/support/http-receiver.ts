import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { freePort } from "./ports.ts";

export interface Delivered {
  readonly key: string;
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
  readonly path: string;
}

/** What the receiver does with a request: a status, hanging up before it has read, or after it has taken the document. */
export type Reaction = number | "hang-up" | "take-and-hang-up";

/** An ERP's end of the HTTP push: keeps what it has taken. */
export class HttpReceiver {
  readonly taken: Delivered[] = [];
  readonly url: string;
  /** Requests whose signature was not that of their body. */
  forged = 0;
  /** What it says to what it does not take. */
  says: (request: Delivered) => string = () => "not now";
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}/inbox`;
  }

  static async start(react: (request: Delivered) => Reaction, secret = "shared"): Promise<HttpReceiver> {
    const port = await freePort();
    let receiver: HttpReceiver | undefined;
    const server = createServer((request, response) => {
      void receiver?.answer(request, response, react, secret);
    });
    await new Promise<void>((resolve) => {
      server.listen(port, "127.0.0.1", resolve);
    });
    receiver = new HttpReceiver(server, port);
    return receiver;
  }

  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    react: (request: Delivered) => Reaction,
    secret: string,
  ): Promise<void> {
    const body = await bodyOf(request);
    if (body === undefined) return;
    const delivered = {
      key: String(request.headers["idempotency-key"]),
      body,
      headers: request.headers,
      path: request.url ?? "",
    };
    if (!isSigned(delivered, secret)) this.forged += 1;
    const reaction = react(delivered);
    if (reaction === "take-and-hang-up" || (typeof reaction === "number" && reaction < 300)) this.taken.push(delivered);
    if (typeof reaction !== "number") {
      request.socket.destroy();
      return;
    }
    response.writeHead(reaction).end(reaction < 300 ? "" : this.says(delivered));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}

/** Undefined where the sender has gone away. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  let body = "";
  try {
    for await (const part of request.setEncoding("utf8")) body += part;
    return body;
  } catch {
    return undefined;
  }
}

function isSigned({ headers, body }: Delivered, secret: string): boolean {
  const [, time, given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["x-energy-signature"])) ?? [];
  return given !== undefined && given === createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
}
