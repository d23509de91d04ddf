import type { Node, NodeAPI, NodeDef } from "node-red";
import { EnergyError } from "../lib/contract/error";
import { parseMessage } from "../lib/contract/validate";
import { PlantFigures } from "../lib/figures/plant-figures";
import { FiguresKeeper } from "../lib/red/figures-keeper";
import type { SiteNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { storeOf } from "../lib/red/store-of";

interface PlantFiguresDef extends NodeDef {
  site: string;
  /** Where figures outlive a restart; empty: they begin with the start. */
  store: string;
}

const everyMs = 1_000;

/**
 * Figures of the detectors and readings in. Output 1: all that is known of machines, idling, demand, base flows and baselines, at
 * most once a second and only where something changed. Output 2: questions about savings, for `baseline-drift`.
 */
export default function (RED: NodeAPI): void {
  function PlantFiguresNode(this: Node, config: PlantFiguresDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    const siteNode = config.site ? (RED.nodes.getNode(config.site) as SiteNode | null) : null;
    const site = siteNode?.model;
    if (!site) {
      tools.status(siteNode ? "no-site" : "config-error");
      tools.raise("", siteNode?.problem ?? new EnergyError("NODE_UNCONFIGURED", { place: "site" }));
      this.on("input", (_msg, _send, done) => done());
      return;
    }
    const plant = new PlantFigures(site);
    const keeper = new FiguresKeeper(tools, () => storeOf(RED, config.store), this.id, plant);
    if (config.store) keeper.begin();

    let sent = "";
    const tick = (): void => {
      const payload = plant.view(Date.now());
      const content = JSON.stringify({ ...payload, at: 0 });
      if (content === sent) return;
      sent = content;
      this.send([{ topic: `${site.id}/-/figures`, payload }, null]);
    };
    const timer = setInterval(tick, everyMs);

    this.on("input", (msg, send, done) => {
      try {
        const message = parseMessage(msg.payload);
        if (message.kind === "condition" || message.kind === "reading") plant.take(message);
        if (message.kind === "baseline") {
          plant.take(message);
          const question = plant.questionAfter(message);
          if (question) send([null, { topic: `${site.id}/${message.meter}/query`, payload: question }]);
        }
        tools.status("watching");
        done();
      } catch (error) {
        done(tools.forDone(error));
      }
    });
    this.on("close", (done: () => void) => {
      clearInterval(timer);
      keeper.end().then(done, done);
    });
    tools.status("waiting");
  }

  RED.nodes.registerType("plant-figures", PlantFiguresNode);
}
