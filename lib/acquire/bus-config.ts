import { assertSchema } from "../contract/validate";
import { busSchema } from "../site/site-schema";

/** How to reach one bus. Serial transports join this union with the acquisition of RTU lines. */
export type BusConfig = TcpBusConfig;

export interface TcpBusConfig {
  readonly transport: "tcp";
  readonly host: string;
  readonly port: number;
  /** How long one request may take, ms. */
  readonly timeoutMs: number;
}

const { host, port, timeoutMs } = busSchema.properties;
const tcpBusSchema = {
  type: "object",
  required: ["host", "port", "timeoutMs"],
  additionalProperties: false,
  properties: { host, port, timeoutMs },
} as const;

/** A bus as a dialog gives it, numbers perhaps as text. Throws CONFIG_INVALID. */
export function parseBus(raw: { host?: unknown; port?: unknown; timeoutMs?: unknown }): BusConfig {
  const bus = { host: raw.host, port: Number(raw.port), timeoutMs: Number(raw.timeoutMs) };
  assertSchema(tcpBusSchema, bus, "CONFIG_INVALID");
  return { transport: "tcp", ...(bus as Omit<TcpBusConfig, "transport">) };
}

/** Two configurations with the same key share one connection. */
export function busKey(config: BusConfig): string {
  return `tcp ${config.host.toLowerCase()} ${config.port}`;
}

/** As people write it: `192.168.1.20:502`. */
export function busAddress(config: BusConfig): string {
  return config.host.includes(":") ? `[${config.host}]:${config.port}` : `${config.host}:${config.port}`;
}
