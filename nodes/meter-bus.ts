import type { NodeAPI, NodeDef } from "node-red";
import { type BusConfig, parseBus } from "../lib/acquire/bus-config";
import { toEnergyError } from "../lib/contract/error";
import { shareClient } from "../lib/io/modbus/shared-clients";
import { serveBusAdmin } from "../lib/red/admin/bus-admin";
import type { BusNode } from "../lib/red/handles";
import { contribConnect } from "../lib/red/modbus-client";
import { nodeTools } from "../lib/red/node-tools";

/** Empty text stands for what the transport does not have, or its usual value. */
interface MeterBusDef extends NodeDef {
  transport: BusConfig["transport"] | "";
  /** Id of a `modbus-client` of node-red-contrib-modbus, for the transport "shared". */
  client: string;
  host: string;
  port: number | string;
  path: string;
  baud: number | string;
  parity: string;
  stopBits: number | string;
  timeoutMs: number | string;
  pauseMs: number | string;
  turnaroundMs: number | string;
  parallel: number | string;
}

/** How to reach a bus, for the nodes that name this config node. */
export default function (RED: NodeAPI): void {
  function MeterBus(this: BusNode, config: MeterBusDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    const node = this as { -readonly [K in keyof BusNode]: BusNode[K] };
    try {
      node.bus = parseBus({ ...config });
      if (node.bus.transport === "shared") {
        const { client } = node.bus;
        this.on(
          "close",
          shareClient(
            client,
            contribConnect(() => RED.nodes.getNode(client), this.id),
          ),
        );
      }
    } catch (thrown) {
      node.problem = toEnergyError(thrown);
      tools.raise("", node.problem);
    }
  }

  RED.nodes.registerType("meter-bus", MeterBus);
  serveBusAdmin(RED);
}
