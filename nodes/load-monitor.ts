import type { Node, NodeAPI, NodeDef } from "node-red";
import { EnergyError } from "../lib/contract/error";
import { loadConfigOf } from "../lib/load/load-config";
import { loadMonitor } from "../lib/load/load-monitor";
import { sortedRules } from "../lib/load/load-rules";
import { siteStepNode } from "../lib/red/site-step-node";

interface LoadMonitorDef extends NodeDef {
  site: string;
  store: string;
  /** Used where no site is chosen; empty: as usual. */
  timeZone: string;
  nominalVoltage: number | string;
  windowMinutes: number | string;
  limitKw: number | string;
  pricePerUnit: number | string;
  currency: string;
  anomaly: boolean;
  /** More rules, as the site model writes them: JSON. */
  rules: string;
}

/** Readings in; conditions of limits, spikes, peaks and idling machines, and what machines did in each shift, out. */
export default function (RED: NodeAPI): void {
  function LoadMonitor(this: Node, config: LoadMonitorDef): void {
    RED.nodes.createNode(this, config);
    siteStepNode(RED, this, loadMonitor, {
      ports: 2,
      kinds: ["reading", "interval"],
      site: config.site,
      store: config.store,
      own: () => loadMonitor.parseConfig(inlineConfig(config)),
      of: (model) => loadConfigOf(model, sortedRules(model.rules)),
    });
  }

  RED.nodes.registerType("load-monitor", LoadMonitor);
}

const kindOf = {
  nominalVoltage: "supply",
  windowMinutes: "peak-forming",
  limitKw: "peak-forming",
  pricePerUnit: "idle",
} as const;

/** The dialog's fields are general rules; what `rules` says of single meters goes before them. */
function inlineConfig(config: LoadMonitorDef): object {
  const given = (Object.keys(kindOf) as (keyof typeof kindOf)[])
    .filter((name) => config[name] !== undefined && config[name] !== "")
    .map((name) => ({ rule: kindOf[name], [name]: Number(config[name]) }));
  return {
    ...(config.timeZone && { timeZone: config.timeZone }),
    ...(config.currency && { currency: config.currency }),
    rules: [...given, ...(config.anomaly ? [{ rule: "anomaly" }] : []), ...writtenRules(config.rules)],
  };
}

function writtenRules(text: string | undefined): object[] {
  if (!text?.trim()) return [];
  let rules: unknown;
  try {
    rules = JSON.parse(text);
  } catch {
    // Said below, as of everything else that is no list.
  }
  if (!Array.isArray(rules)) throw new EnergyError("CONFIG_INVALID", { place: "rules", detail: "must be array" });
  return rules;
}
