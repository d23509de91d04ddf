import type { Node, NodeAPI, NodeDef } from "node-red";
import { leakConfigOf } from "../lib/leak/leak-config";
import { leakDetector } from "../lib/leak/leak-detector";
import type { WrittenLeakRule } from "../lib/leak/leak-rule";
import { siteStepNode } from "../lib/red/site-step-node";
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
    siteStepNode(RED, this, leakDetector, {
      ports: 2,
      kinds: ["reading", "interval"],
      site: config.site,
      store: config.store,
      own: () => leakDetector.parseConfig(inlineConfig(config)),
      of: (model) => leakConfigOf(model, rulesOf<WrittenLeakRule>(model, "leak")),
    });
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
