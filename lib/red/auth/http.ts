import type { IncomingMessage, ServerResponse } from "node:http";
import type { Scope } from "../../auth/scopes";

/** What Express hands to middleware, as far as the gates look at it. */
export interface GateRequest extends IncomingMessage {
  /** As it was asked, whatever the middleware is mounted on. */
  readonly originalUrl: string;
  readonly body?: unknown;
  /** What the caller's API key may do; `msg.req` of an `http in` node carries it on. */
  granted?: readonly Scope[];
}

export type Middleware = (request: GateRequest, response: ServerResponse, next: () => void) => void;

export interface Address {
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * What a request asks for, exactly as it was written: Express and socket.io match the raw text, so a
 * decision about a normalised one (`/x/../health`) would be about another path than theirs.
 */
export function addressOf(request: IncomingMessage & { readonly originalUrl?: string }): Address {
  const target = request.originalUrl ?? request.url ?? "";
  const end = target.indexOf("?");
  const path = end < 0 ? target : target.slice(0, end);
  return { path, query: new URLSearchParams(end < 0 ? "" : target.slice(end)) };
}

/** True where the browser speaks TLS to us or to the proxy in front of us. */
export function isSecure(request: IncomingMessage): boolean {
  return "encrypted" in request.socket || request.headers["x-forwarded-proto"] === "https";
}
