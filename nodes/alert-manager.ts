import type { Node, NodeAPI, NodeDef } from "node-red";
import { alertConfigOf } from "../lib/alert/alert-config";
import { alertManager } from "../lib/alert/alert-manager";
import type { Alert } from "../lib/contract/alerts";
import { EnergyError } from "../lib/contract/error";
import type { AlertDesk, SiteNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { stepNode } from "../lib/red/step-node";

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
    const site = RED.nodes.getNode(config.site) as SiteNode | null;
    const options = { ports: 2, kinds: ["condition"], store: config.store } as const;
    if (!site) {
      stepNode(RED, this, { ...alertManager, parseConfig: parsedText }, config.alerting, options);
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
    const parseConfig = () => alertConfigOf(site.model ?? model);
    const entrance = stepNode(RED, this, { ...alertManager, parseConfig }, undefined, options);
    if (!entrance) return;
    const desk: AlertDesk = async (command) => {
      const outcome = await entrance.take(command);
      const newest = outcome?.outputs.findLast(({ port }) => port === 0);
      if (newest) return newest.payload as Alert;
      throw new EnergyError("API_NOT_FOUND", { what: "alert", id: command.alert });
    };
    site.alertDesk = desk;
    const unheard = site.onChanged(() => entrance.reconfigure());
    this.on("close", () => {
      unheard();
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
