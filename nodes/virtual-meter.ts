import type { Node, NodeAPI, NodeDef } from "node-red";
import { EnergyError } from "../lib/contract/error";
import { metersWithOnlyTotal } from "../lib/io/only-total";
import { virtualMeters } from "../lib/metering/virtual/virtual-meters";
import type { SiteNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { stepNode } from "../lib/red/step-node";
import { isVirtualMeter, type SiteModel } from "../lib/site/site-model";

interface VirtualMeterDef extends NodeDef {
  site: string;
  store: string;
  /** Used where no site is chosen. */
  meters: { id: string; expression: string }[];
  waitMinutes: number | string;
}

const togetherHours = 1 / 6;

/** Intervals of meters in; those of the meters that are computed from them out. */
export default function (RED: NodeAPI): void {
  function VirtualMeter(this: Node, config: VirtualMeterDef): void {
    RED.nodes.createNode(this, config);
    const site = RED.nodes.getNode(config.site) as SiteNode | null;
    const inert = (): void => {
      this.on("input", (_msg, _send, done) => done());
    };
    if (site && !site.model) {
      const tools = nodeTools(RED, this);
      tools.raise("", site.problem ?? new EnergyError("NODE_UNCONFIGURED", { place: "site" }));
      tools.status("no-site");
      inert();
      return;
    }
    const described = site?.model ? describedBy(site.model) : { meters: config.meters ?? [] };
    if (described.meters.length === 0) {
      nodeTools(RED, this).status("idle");
      inert();
      return;
    }
    const raw = {
      ...described,
      ...(config.waitMinutes !== undefined && config.waitMinutes !== "" && { waitMinutes: Number(config.waitMinutes) }),
      // The journal remembers what was sent, and the parts of one time come together; without one the node must remember.
      ...(config.store && { keepHours: togetherHours }),
    };
    stepNode(RED, this, virtualMeters, raw, { ports: 2, kinds: ["interval"], store: config.store });
  }

  RED.nodes.registerType("virtual-meter", VirtualMeter);
}

function describedBy(model: SiteModel) {
  const meters = model.meters.filter(isVirtualMeter).map(({ id, virtual: { terms, quantities } }) => {
    return { id, terms, ...(quantities && { quantities }) };
  });
  return { site: model.id, meters, onlyTotal: metersWithOnlyTotal(model) };
}
