import { EnergyError } from "../contract/error";
import type { BusLink, SerialLine } from "./site-model";

/** A bus as people write it: flat, with what they did not say left out. Checked against `linkProperties` before. */
export interface RawLink {
  readonly transport?: BusLink["transport"];
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly baud?: number;
  readonly parity?: SerialLine["parity"];
  readonly stopBits?: SerialLine["stopBits"];
  readonly timeoutMs?: number;
  readonly pauseMs?: number;
  readonly turnaroundMs?: number;
  readonly parallel?: number;
}

const modbusTcpPort = 502;
/** What transparent RS-485 gateways listen on from the factory. */
const transparentPort = 8899;
const defaultTimeoutMs = 1000;

/** Says what a bus is from how it was written. Throws CONFIG_INVALID where its address is missing. */
export function linkFrom(raw: RawLink): BusLink {
  const { transport = "tcp", host, port, path, turnaroundMs } = raw;
  const line: SerialLine = { baud: raw.baud ?? 9600, parity: raw.parity ?? "none", stopBits: raw.stopBits ?? 1 };
  const timing = {
    timeoutMs: raw.timeoutMs ?? defaultTimeoutMs,
    pauseMs: raw.pauseMs ?? 0,
    ...(turnaroundMs !== undefined && { turnaroundMs }),
  };
  if (transport === "rtu") {
    if (!path) throw missing("path", "the device file of a serial line, such as /dev/ttyUSB0, is required");
    return { transport, path, line, ...timing };
  }
  if (!host) throw missing("host", "is required");
  if (transport !== "tcp") return { transport, host, port: port ?? transparentPort, line, ...timing };
  return {
    transport,
    host,
    port: port ?? modbusTcpPort,
    parallel: raw.parallel ?? 1,
    ...(raw.baud !== undefined && { line }),
    ...timing,
  };
}

const missing = (place: string, detail: string): EnergyError => new EnergyError("CONFIG_INVALID", { place, detail });
