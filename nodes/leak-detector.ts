import type { Node, NodeAPI, NodeDef } from "node-red";
import { EnergyError } from "../lib/contract/error";
import { leakConfigOf } from "../lib/leak/leak-config";
import { leakDetector } from "../lib/leak/leak-detector";
import type { WrittenLeakRule } from "../lib/leak/leak-rule";
import type { SiteNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { stepNode } from "../lib/red/step-node";
import { rulesOf } from "../lib/site/site-rules";

interface LeakDetectorDef extends NodeDef {
  site: string;
  store: string;
  /** Used where no site is chosen; empty: as usual. */
  leastFlow: number | string;
  longestUseHours: number | string;
  pulse: number | string;
  burstFlow: number | string;
  pricePerUnit: number | string;
}

/** Volumes and flows in; conditions of leaks, and each meter's base flow once a day, out. */
export default function (RED: NodeAPI): void {
  function LeakDetector(this: Node, config: LeakDetectorDef): void {
    RED.nodes.createNode(this, config);
    const site = RED.nodes.getNode(config.site) as SiteNode | null;
    const options = { ports: 2, kinds: ["reading", "interval"], store: config.store } as const;
    if (!site) {
      stepNode(RED, this, leakDetector, inlineConfig(config), options);
      return;
    }
    const { model } = site;
    if (!model) {
      const tools = nodeTools(RED, this);
      tools.raise("", site.problem ?? new EnergyError("NODE_UNCONFIGURED", { place: "site" }));
      tools.status("no-site");
      this.on("input", (_msg, _send, done) => done());
      return;
    }
    const parseConfig = () => leakConfigOf(model, rulesOf<WrittenLeakRule>(model, "leak"));
    stepNode(RED, this, { ...leakDetector, parseConfig }, undefined, options);
  }

  RED.nodes.registerType("leak-detector", LeakDetector);
}

const fields = ["leastFlow", "longestUseHours", "pulse", "burstFlow", "pricePerUnit"] as const;

function inlineConfig(config: LeakDetectorDef): object {
  const given = fields
    .filter((name) => config[name] !== undefined && config[name] !== "")
    .map((name) => [name, Number(config[name])] as const);
  return { rules: [{ rule: "leak", ...Object.fromEntries(given) }] };
}
