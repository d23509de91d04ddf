/** What an API key may do. */
export const scopes = ["read", "ingest", "operate", "admin"] as const;
export type Scope = (typeof scopes)[number];

/** The only path that answers without a key; matched exactly. */
const openPath = "/health";

/** Writes that are not `operate`. */
const ingestPath = "/api/readings";
const adminPaths: ReadonlySet<string> = new Set(["/api/site", "/api/watching"]);

/**
 * The scope a request needs, or undefined where none is needed. Unknown methods and paths need a scope
 * too: what a later flow adds is closed until its caller has a key.
 */
export function scopeFor(method: string, path: string): Scope | undefined {
  const reading = method === "GET" || method === "HEAD";
  if (reading && path === openPath) return undefined;
  if (reading) return "read";
  // Express matches without regard to case and trailing slash, so the decision must as well.
  const plain = path.toLowerCase().replace(/\/+$/, "");
  if (method === "POST" && plain === ingestPath) return "ingest";
  return adminPaths.has(plain) ? "admin" : "operate";
}

/** Paths of the HTTP API, which are refused before anything else looks at the request. */
export function isApiPath(path: string): boolean {
  const plain = path.toLowerCase();
  return plain === "/api" || plain.startsWith("/api/") || plain.replace(/\/+$/, "") === "/openapi.json";
}
