import type { Node, NodeAPI, NodeDef } from "node-red";
import { EnergyError } from "../lib/contract/error";
import { parseCostConfig } from "../lib/costing/cost-config";
import { costRulesOf } from "../lib/costing/cost-rules";
import { tariffCost } from "../lib/costing/tariff-cost";
import type { SiteNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { stepNode } from "../lib/red/step-node";

interface TariffCostDef extends NodeDef {
  site: string;
  store: string;
  /** Used where no site is chosen: JSON of one tariff, or of several. */
  tariffs: string;
  timeZone: string;
  currency: string;
}

/** Intervals in, what they cost out; a query for a period is answered with the bills. */
export default function (RED: NodeAPI): void {
  function TariffCost(this: Node, config: TariffCostDef): void {
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
    const options = { ports: 2, kinds: ["interval", "reading"], store: config.store } as const;
    if (!site?.model) {
      const parseConfig = () => parseCostConfig(inlineConfig(config));
      stepNode(RED, this, { ...tariffCost, parseConfig }, undefined, options);
      return;
    }
    const { model } = site;
    if (model.supplies.length === 0) {
      nodeTools(RED, this).status("no-tariff");
      inert();
      return;
    }
    stepNode(RED, this, { ...tariffCost, parseConfig: () => costRulesOf(model) }, undefined, options);
  }

  RED.nodes.registerType("tariff-cost", TariffCost);
}

/** Throws CONFIG_INVALID. */
function inlineConfig({ tariffs, timeZone, currency }: TariffCostDef): object {
  return { timeZone: timeZone || "UTC", ...(currency && { currency }), tariffs: tariffsFrom(tariffs) };
}

function tariffsFrom(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text || "[]");
    return Array.isArray(value) ? value : [value];
  } catch (cause) {
    throw new EnergyError("CONFIG_INVALID", { place: "tariffs", detail: (cause as Error).message }, { cause });
  }
}
