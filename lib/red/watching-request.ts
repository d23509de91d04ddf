import type { IncomingHttpHeaders } from "node:http";
import { type WatchingSources, watchAnswer, watchingView } from "../api/watching";
import type { Scope } from "../auth/scopes";
import type { SiteNode } from "./handles";

/** The message of an `http in` node, or of a flow that asks in its place. */
interface WatchingRequest {
  readonly payload?: unknown;
  readonly req?: {
    readonly headers: IncomingHttpHeaders;
    /** What the caller's API key may do, where the appliance has looked at it. */
    readonly granted?: readonly Scope[];
  };
}

interface WatchingAnswer {
  readonly statusCode: 200;
  readonly mediaType: string;
  readonly payload: object;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers what is watched, and changes it. `site`, `node`: throw what makes the site unusable. Throws as `watchAnswer`. */
export function watchingRequest(
  operation: "watching" | "watch",
  { payload, req }: WatchingRequest,
  site: WatchingSources["site"],
  node: () => SiteNode,
): WatchingAnswer {
  const sources: WatchingSources = {
    site,
    written: () => node().written(),
    edit: (edit) => node().edit(edit),
    seesAddresses: req?.granted?.includes("admin") ?? false,
  };
  const body =
    operation === "watching" ? watchingView(sources) : watchAnswer(payload, req?.headers["if-match"], sources);
  const mediaType = "application/json";
  const headers = { "content-type": mediaType, "cache-control": "no-store", etag: `"${body.etag}"` };
  return { statusCode: 200, mediaType, payload: body, headers };
}
