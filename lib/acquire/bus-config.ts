/** How to reach one bus. Serial transports join this union with the acquisition of RTU lines. */
export type BusConfig = TcpBusConfig;

export interface TcpBusConfig {
  readonly transport: "tcp";
  readonly host: string;
  readonly port: number;
  /** How long one request may take, ms. */
  readonly timeoutMs: number;
}

/** Two configurations with the same key share one connection. */
export function busKey(config: BusConfig): string {
  return `tcp ${config.host.toLowerCase()} ${config.port}`;
}

/** As people write it: `192.168.1.20:502`. */
export function busAddress(config: BusConfig): string {
  return config.host.includes(":") ? `[${config.host}]:${config.port}` : `${config.host}:${config.port}`;
}
