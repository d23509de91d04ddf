import type { Node, NodeAPI, NodeDef } from "node-red";
import { EnergyError } from "../lib/contract/error";
import type { SiteNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { stepNode } from "../lib/red/step-node";
import { rulesOf } from "../lib/site/site-rules";
import { watchdog } from "../lib/watchdog/watchdog";
import { watchdogOf } from "../lib/watchdog/watchdog-config";
import type { WrittenWatchRule } from "../lib/watchdog/watchdog-rule";

interface MeterWatchdogDef extends NodeDef {
  site: string;
  store: string;
  /** Used where no site is chosen: how often a reading is expected, and what is silence. */
  intervalSeconds: number | string;
  silentSeconds: number | string;
  clockSeconds: number | string;
  frozenSeconds: number | string;
}

/** Readings in; conditions of meters that are not to be trusted out. */
export default function (RED: NodeAPI): void {
  function MeterWatchdog(this: Node, config: MeterWatchdogDef): void {
    RED.nodes.createNode(this, config);
    const site = RED.nodes.getNode(config.site) as SiteNode | null;
    const options = { ports: 1, kinds: ["reading", "event"], store: config.store } as const;
    if (!site) {
      stepNode(RED, this, watchdog, inlineConfig(config), options);
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
    const parseConfig = () => watchdogOf(model, rulesOf<WrittenWatchRule>(model, "watch"));
    stepNode(RED, this, { ...watchdog, parseConfig }, undefined, options);
  }

  RED.nodes.registerType("meter-watchdog", MeterWatchdog);
}

function inlineConfig({ intervalSeconds, ...limits }: MeterWatchdogDef): object {
  const given = (["silentSeconds", "clockSeconds", "frozenSeconds"] as const)
    .filter((name) => limits[name] !== undefined && limits[name] !== "")
    .map((name) => [name, Number(limits[name])] as const);
  return {
    ...(intervalSeconds && { intervalSeconds: Number(intervalSeconds) }),
    rules: [{ rule: "watch", ...Object.fromEntries(given) }],
  };
}
