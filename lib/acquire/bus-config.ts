import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";
import { linkFrom, type RawLink } from "../site/bus-link";
import type { BusLink, SerialLine, TcpLink } from "../site/site-model";
import { linkProperties } from "../site/site-schema";

/** A connection that belongs to another node, which keeps it, its queue and its settings. */
export interface SharedLink {
  readonly transport: "shared";
  /** Id of that node. */
  readonly client: string;
  readonly timeoutMs: number;
  readonly pauseMs: number;
  readonly turnaroundMs?: number;
  readonly line?: SerialLine;
}

/** How to reach one bus, of the site model or of a `meter-bus` node. */
export type BusConfig = BusLink | SharedLink;

const linkSchema = { type: "object", additionalProperties: false, properties: linkProperties } as const;
const numbers = new Set(["port", "baud", "stopBits", "timeoutMs", "pauseMs", "turnaroundMs", "parallel"]);

/** A bus as a dialog gives it: numbers perhaps as text, empty fields for what was not said. Throws CONFIG_INVALID. */
export function parseBus(raw: Readonly<Record<string, unknown>>): BusConfig {
  const said = Object.keys(linkProperties).flatMap((name) => {
    const value = raw[name];
    if (value === undefined || value === "" || value === null) return [];
    return [[name, numbers.has(name) ? Number(value) : value]];
  });
  if (raw.transport === "shared") return sharedFrom(raw, said);
  const link = Object.fromEntries(said);
  assertSchema(linkSchema, link, "CONFIG_INVALID");
  return linkFrom(link as RawLink);
}

function sharedFrom(raw: Readonly<Record<string, unknown>>, said: readonly unknown[][]): SharedLink {
  if (typeof raw.client !== "string" || raw.client === "")
    throw new EnergyError("NODE_UNCONFIGURED", { place: "client" });
  const wanted = said.filter(([name]) =>
    ["timeoutMs", "baud", "parity", "stopBits", "turnaroundMs"].includes(name as string),
  );
  const link = Object.fromEntries(wanted);
  assertSchema(linkSchema, link, "CONFIG_INVALID");
  // What of a bus is not its transport is said in the same way.
  const { timeoutMs, pauseMs, turnaroundMs, line } = linkFrom({ ...(link as RawLink), host: "shared" }) as TcpLink;
  const optional = { ...(turnaroundMs !== undefined && { turnaroundMs }), ...(line && { line }) };
  return { transport: "shared", client: raw.client, timeoutMs, pauseMs, ...optional };
}

/** Two configurations with the same key share one connection: there is only one line, or one endpoint. */
export function busKey(config: BusConfig): string {
  if (config.transport === "rtu") return `rtu ${config.path}`;
  if (config.transport === "shared") return `shared ${config.client}`;
  return `${config.transport} ${config.host.toLowerCase()} ${config.port}`;
}

/** As people write it: `192.168.1.20:502`, `/dev/ttyUSB0 9600 8N1`. */
export function busAddress(config: BusConfig): string {
  if (config.transport === "rtu") {
    return `${config.path} ${config.line.baud} ${frameOf(config.line)}`;
  }
  if (config.transport === "shared") return `modbus-client ${config.client}`;
  return config.host.includes(":") ? `[${config.host}]:${config.port}` : `${config.host}:${config.port}`;
}

/** As people write the characters of a line: `8N1`. */
export function frameOf({ parity, stopBits }: SerialLine): string {
  return `8${parity.charAt(0).toUpperCase()}${stopBits}`;
}
