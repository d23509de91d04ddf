import type { BusConfig } from "../../acquire/bus-config";
import type { Connect } from "./connection";
import { connectRtu } from "./rtu-connection";
import { connectTcp } from "./tcp-connection";

/** How a bus is connected to, by its transport. */
export function connectTo(config: BusConfig): Connect {
  if (config.transport === "tcp") return (timeoutMs) => connectTcp(config, timeoutMs);
  return (timeoutMs) => connectRtu(config, timeoutMs);
}
