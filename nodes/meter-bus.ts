import type { NodeAPI, NodeDef } from "node-red";
import { busAddress, parseBus } from "../lib/acquire/bus-config";
import { toEnergyError } from "../lib/contract/error";
import { leaseBus } from "../lib/io/modbus/bus-pool";
import type { BusNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { errorText, languageOf } from "../lib/red/text";

interface MeterBusDef extends NodeDef {
  host: string;
  port: number | string;
  timeoutMs: number | string;
}

/** Most tests of a connection that run at a time: the button is for people. */
const maxTests = 4;

/** How to reach a bus, for the nodes that name this config node. */
export default function (RED: NodeAPI): void {
  function MeterBus(this: BusNode, config: MeterBusDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    const node = this as { -readonly [K in keyof BusNode]: BusNode[K] };
    try {
      node.bus = parseBus({ ...config });
    } catch (thrown) {
      node.problem = toEnergyError(thrown);
      tools.raise("", node.problem);
    }
  }

  RED.nodes.registerType("meter-bus", MeterBus);

  let tests = 0;
  RED.httpAdmin.post("/energy-gateway/meter-bus/test", RED.auth.needsPermission("flows.write"), async (req, res) => {
    if (tests >= maxTests) {
      res.sendStatus(429);
      return;
    }
    tests += 1;
    const { lang }: { lang?: string } = RED.settings as never;
    try {
      const bus = parseBus(req.body ?? {});
      const lease = leaseBus(bus);
      const begun = performance.now();
      try {
        await lease.bus.probe(Math.min(bus.timeoutMs, 10_000));
      } finally {
        lease.release();
      }
      res.json({ ok: true, bus: busAddress(bus), ms: Math.ceil(performance.now() - begun) });
    } catch (thrown) {
      res.json({ ok: false, text: errorText(toEnergyError(thrown), languageOf(lang ?? process.env.ENERGY_LANGUAGE)) });
    } finally {
      tests -= 1;
    }
  });
}
