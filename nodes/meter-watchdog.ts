import type { Node, NodeAPI, NodeDef } from "node-red";
import { siteStepNode } from "../lib/red/site-step-node";
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
    siteStepNode(RED, this, watchdog, {
      ports: 1,
      kinds: ["reading", "event"],
      site: config.site,
      store: config.store,
      own: () => watchdog.parseConfig(inlineConfig(config)),
      of: (model) => watchdogOf(model, rulesOf<WrittenWatchRule>(model, "watch")),
    });
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
