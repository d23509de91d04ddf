import { assertSchema } from "../contract/validate";
import { linkFrom, type RawLink } from "../site/bus-link";
import type { BusLink } from "../site/site-model";
import { linkProperties } from "../site/site-schema";

/** How to reach one bus, of the site model or of a `meter-bus` node. */
export type BusConfig = BusLink;

const linkSchema = { type: "object", additionalProperties: false, properties: linkProperties } as const;
const numbers = new Set(["port", "baud", "stopBits", "timeoutMs", "pauseMs", "turnaroundMs", "parallel"]);

/** A bus as a dialog gives it: numbers perhaps as text, empty fields for what was not said. Throws CONFIG_INVALID. */
export function parseBus(raw: Readonly<Record<string, unknown>>): BusConfig {
  const said = Object.keys(linkProperties).flatMap((name) => {
    const value = raw[name];
    if (value === undefined || value === "" || value === null) return [];
    return [[name, numbers.has(name) ? Number(value) : value]];
  });
  const link = Object.fromEntries(said);
  assertSchema(linkSchema, link, "CONFIG_INVALID");
  return linkFrom(link as RawLink);
}

/** Two configurations with the same key share one connection: there is only one line, or one endpoint. */
export function busKey(config: BusConfig): string {
  if (config.transport === "rtu") return `rtu ${config.path}`;
  return `${config.transport} ${config.host.toLowerCase()} ${config.port}`;
}

/** As people write it: `192.168.1.20:502`, `/dev/ttyUSB0 9600 8N1`. */
export function busAddress(config: BusConfig): string {
  if (config.transport === "rtu") {
    const { baud, parity, stopBits } = config.line;
    return `${config.path} ${baud} 8${parity.charAt(0).toUpperCase()}${stopBits}`;
  }
  return config.host.includes(":") ? `[${config.host}]:${config.port}` : `${config.host}:${config.port}`;
}
