import { createServer } from "node:net";
import { EnergyError } from "../lib/contract/error";

/** Where the gateway listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const defaultPort = 1880;

/** `HOST` and `PORT`; this machine only and 1880 without them. Throws CONFIG_INVALID. */
export function addressFrom(env: NodeJS.ProcessEnv): Address {
  const port = env.PORT ? Number(env.PORT) : defaultPort;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new EnergyError("CONFIG_INVALID", { place: "PORT", detail: "must be a number from 1 to 65535" });
  }
  return { host: env.HOST || "127.0.0.1", port };
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** As a browser on this machine reaches it. */
export function baseUrl({ host, port }: Address): string {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

/** Throws PORT_TAKEN or CONFIG_INVALID where the gateway could not listen. */
export async function assertFree(address: Address): Promise<void> {
  const failure = await tryToListen(address);
  if (!failure) return;
  if (failure.code === "EADDRINUSE") {
    const owner = (await answersHealth(address)) ? "another Energy Gateway" : "another program";
    throw new EnergyError("PORT_TAKEN", { host: address.host, port: address.port, owner });
  }
  const place = failure.code === "EACCES" ? "PORT" : "HOST";
  throw new EnergyError("CONFIG_INVALID", { place, detail: failure.message }, { cause: failure });
}

/** `wanted` where it is free, else one that the system picks. */
export async function freePort(wanted: number): Promise<number> {
  return (await tryToListen({ host: "127.0.0.1", port: wanted })) ? anyPort() : wanted;
}

function tryToListen({ host, port }: Address): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Whether an Energy Gateway answers there; nobody and others are `false`. */
export async function answersHealth(address: Address): Promise<boolean> {
  try {
    const response = await fetch(`${baseUrl(address)}/health`, { signal: AbortSignal.timeout(3000) });
    const body = (await response.json()) as { version?: unknown; status?: unknown };
    return typeof body.version === "string" && typeof body.status === "string";
  } catch {
    // Not listening yet, or no JSON: in either case not a gateway that answers.
    return false;
  }
}
