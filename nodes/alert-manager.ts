import type { Node, NodeAPI, NodeDef } from "node-red";
import { alertConfigOf } from "../lib/alert/alert-config";
import { alertManager } from "../lib/alert/alert-manager";
import type { Alert } from "../lib/contract/alerts";
import { EnergyError } from "../lib/contract/error";
import type { AlertDesk, SiteNode } from "../lib/red/handles";
import { siteStepNode } from "../lib/red/site-step-node";

interface AlertManagerDef extends NodeDef {
  site: string;
  store: string;
  /** Used where no site is chosen: `policies`, `maintenance`, ids of `recipients`, `timeZone`, as JSON. */
  alerting: string;
}

/** Conditions and what people do in; alerts and orders to tell somebody out. */
export default function (RED: NodeAPI): void {
  function AlertManager(this: Node, config: AlertManagerDef): void {
    RED.nodes.createNode(this, config);
    const entrance = siteStepNode(RED, this, alertManager, {
      ports: 2,
      kinds: ["condition"],
      site: config.site,
      store: config.store,
      own: () => parsedText(config.alerting),
      of: alertConfigOf,
    });
    const site = RED.nodes.getNode(config.site) as SiteNode | null;
    if (!entrance || !site) return;
    const desk: AlertDesk = async (command) => {
      const outcome = await entrance.take(command);
      const newest = outcome?.outputs.findLast(({ port }) => port === 0);
      if (newest) return newest.payload as Alert;
      throw new EnergyError("API_NOT_FOUND", { what: "alert", id: command.alert });
    };
    site.alertDesk = desk;
    this.on("close", () => {
      if (site.alertDesk === desk) site.alertDesk = undefined;
    });
  }

  RED.nodes.registerType("alert-manager", AlertManager);
}

/** Throws CONFIG_INVALID, also for a text that is no JSON. */
function parsedText(text: unknown) {
  let written: unknown = {};
  try {
    if (typeof text === "string" && text.trim() !== "") written = JSON.parse(text);
  } catch (cause) {
    throw new EnergyError("CONFIG_INVALID", { place: "alerting", detail: "is no JSON" }, { cause });
  }
  return alertManager.parseConfig(written);
}
