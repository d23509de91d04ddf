import { type IncomingHttpHeaders, request } from "node:http";
import type { Duplex } from "node:stream";

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request exactly as written: no path is tidied up, no header is added or forbidden. */
export function ask(base: string, path: string, { method = "GET", headers = {}, body }: RawRequest = {}) {
  const { hostname, port } = new URL(base);
  return new Promise<RawAnswer>((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers, agent: false }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk) => (text += chunk));
      incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Asks for a websocket; 101 with its stream, or the status of the refusal. */
export function upgrade(base: string, path: string, headers: Readonly<Record<string, string>> = {}) {
  const { hostname, port } = new URL(base);
  const handshake = {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  return new Promise<{ status: number; stream?: Duplex }>((resolve, reject) => {
    const outgoing = request({ hostname, port, path, headers: { ...handshake, ...headers }, agent: false });
    outgoing.on("upgrade", (incoming, stream) => resolve({ status: incoming.statusCode ?? 0, stream }));
    outgoing.on("response", (incoming) => {
      incoming.resume();
      resolve({ status: incoming.statusCode ?? 0 });
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}
