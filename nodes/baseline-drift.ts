import type { Node, NodeAPI, NodeDef } from "node-red";
import { baselineDrift } from "../lib/baseline/baseline-drift";
import { driftConfigOf } from "../lib/baseline/drift-config";
import { siteStepNode } from "../lib/red/site-step-node";

interface BaselineDriftDef extends NodeDef {
  site: string;
  store: string;
  /** Used where no site is chosen. */
  timeZone: string;
  quietFrom: string;
  quietTo: string;
  temperatureMeter: string;
  pricePerUnit: number | string;
  /** What is expected to be used; none without a meter. */
  meter?: string;
  production?: string;
  productionQuantity?: string;
  baselineFrom?: string;
  baselineTo?: string;
  version?: number | string;
}

/** Intervals, registers and temperatures in; lasting changes and excesses, and the figures behind them, out. */
export default function (RED: NodeAPI): void {
  function BaselineDrift(this: Node, config: BaselineDriftDef): void {
    RED.nodes.createNode(this, config);
    siteStepNode(RED, this, baselineDrift, {
      ports: 2,
      kinds: ["reading", "interval"],
      site: config.site,
      store: config.store,
      own: () => baselineDrift.parseConfig(inlineConfig(config)),
      of: driftConfigOf,
    });
  }

  RED.nodes.registerType("baseline-drift", BaselineDrift);
}

function inlineConfig(config: BaselineDriftDef): object {
  const { timeZone, quietFrom, quietTo, temperatureMeter, pricePerUnit, meter } = config;
  const both = {
    ...(temperatureMeter && { temperatureMeter }),
    ...(pricePerUnit !== undefined && pricePerUnit !== "" && { pricePerUnit: Number(pricePerUnit) }),
  };
  const drift = { rule: "drift", ...(quietFrom && { quietFrom }), ...(quietTo && { quietTo }), ...both };
  const rules = meter ? [drift, { ...baselineRule(config, meter), ...both }] : [drift];
  return { ...(timeZone && { timeZone }), rules };
}

function baselineRule(config: BaselineDriftDef, meter: string): object {
  const { production, productionQuantity: quantity, baselineFrom: from, baselineTo: to, version } = config;
  return {
    rule: "baseline",
    id: "use",
    meter,
    ...(production && { production: [{ meter: production, quantity }] }),
    ...(from && { from }),
    ...(to && { to }),
    ...(version && { version: Number(version) }),
  };
}
