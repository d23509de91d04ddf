import type { BusConfig } from "../../acquire/bus-config";
import type { Connect } from "./connection";
import { connectRtu } from "./rtu-connection";
import { connectShared } from "./shared-clients";
import { connectTcp } from "./tcp-connection";

/** How a bus is connected to, by its transport. */
export function connectTo(config: BusConfig): Connect {
  if (config.transport === "tcp") return (timeoutMs) => connectTcp(config, timeoutMs);
  if (config.transport === "shared") return connectShared(config.client);
  return (timeoutMs) => connectRtu(config, timeoutMs);
}
