import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { isSameOrigin } from "../../auth/same-origin";
import type { Gatekeeper } from "../../io/auth/gatekeeper";
import { dashboardPath, sessionOf } from "./dashboard-gate";
import { addressOf } from "./http";

/** What the gate uses of a socket.io socket. */
interface DashboardSocket {
  readonly request: IncomingMessage;
  disconnect(close: boolean): void;
  on(event: "disconnect", listener: () => void): void;
}

const longestTimeout = 2 ** 31 - 1;

/**
 * For `dashboard.ioMiddleware`. It replaces the dashboard's own check of where a connection comes from,
 * so it looks at the origin as well as at the session; when that is over, so is the connection.
 */
export function socketMiddleware(gatekeeper: Gatekeeper) {
  return (socket: DashboardSocket, next: (error?: Error) => void): void => {
    const session = admitted(gatekeeper, socket.request);
    if (!session) {
      next(new Error("unauthorized"));
      return;
    }
    const left = Math.min(session.until - Date.now(), longestTimeout);
    const timer = setTimeout(() => socket.disconnect(true), left);
    timer.unref();
    socket.on("disconnect", () => clearTimeout(timer));
    next();
  };
}

/**
 * socket.io takes its requests from the HTTP server before any middleware and opens a transport for
 * everybody; only then it asks `ioMiddleware`. This refuses strangers before that, at the server.
 */
export function guardSockets(server: Server, gatekeeper: Gatekeeper): void {
  const emit = server.emit;
  server.emit = function (this: Server, event: string | symbol, ...args: unknown[]): boolean {
    if (event === "request" || event === "upgrade") {
      const [request, answer] = args as [IncomingMessage, ServerResponse | Duplex];
      if (isDashboardSocket(request) && !admitted(gatekeeper, request)) {
        refuse(answer);
        return true;
      }
    }
    return Reflect.apply(emit, this, [event, ...args]) as boolean;
  } as typeof server.emit;
}

function admitted(gatekeeper: Gatekeeper, request: IncomingMessage) {
  if (!isSameOrigin(request.headers.origin, request.headers.host)) return undefined;
  return sessionOf(gatekeeper, request);
}

function isDashboardSocket(request: IncomingMessage): boolean {
  return addressOf(request).path.startsWith(`${dashboardPath}/socket.io`);
}

function refuse(answer: ServerResponse | Duplex): void {
  if ("writeHead" in answer) {
    answer.writeHead(401, { "Content-Type": "text/plain" }).end("unauthorized");
  } else {
    answer.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  }
}
