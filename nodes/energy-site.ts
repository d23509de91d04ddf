import { join } from "node:path";
import type { NodeAPI, NodeDef } from "node-red";
import { EnergyError, toEnergyError } from "../lib/contract/error";
import { editSiteFile, writtenWatching } from "../lib/io/site-edits";
import { parseSiteText, readSiteFile } from "../lib/io/site-file";
import type { MeterState, SiteNode } from "../lib/red/handles";
import { nodeTools } from "../lib/red/node-tools";
import { demoPlant } from "../lib/site/demo-plant";
import { type ParsedSite, parseSite } from "../lib/site/parse-site";
import type { SiteModel } from "../lib/site/site-model";

interface EnergySiteDef extends NodeDef {
  /** `file`: a site model file; `inline`: the model in this node. */
  source: "file" | "inline";
  /** Empty: `$ENERGY_HOME/site.json`. */
  file: string;
  model: string;
  /** Play the demo plant while the file does not exist. */
  demo: boolean;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const defaultDemoPort = 15_020;

/** The site model, for the nodes that name this config node. A wrong entry is left out and reported; the rest goes on. */
export default function (RED: NodeAPI): void {
  function EnergySite(this: SiteNode, config: EnergySiteDef): void {
    RED.nodes.createNode(this, config);
    const tools = nodeTools(RED, this);
    const node = this as Writable<SiteNode>;
    node.meterStates = new Map<string, MeterState>();
    node.checks = new Map();
    node.alertDesk = undefined;
    node.origin = config.source === "inline" ? "node" : "file";

    const home = process.env.ENERGY_HOME ?? RED.settings.userDir ?? ".";
    const file = config.file || join(home, "site.json");
    const place = config.source === "inline" ? `in ${config.name || "energy-site"}` : file;
    const load = (): unknown => {
      if (config.source === "inline") return parseSiteText(config.model ?? "", place);
      const found = readSiteFile(file);
      if (found !== undefined) return found;
      if (!config.demo) throw new EnergyError("SITE_UNREADABLE", { file, detail: "there is no such file" });
      node.origin = "demo";
      return demoPlant(Number(process.env.ENERGY_DEMO_PORT) || defaultDemoPort);
    };

    const listeners = new Set<(model: SiteModel) => void>();
    node.onChanged = (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    let reported: readonly string[] = [];
    const taken = ({ site, problems }: ParsedSite): void => {
      node.model = site;
      const items = problems.map(({ params }) => String(params.item));
      for (const item of reported.filter((one) => !items.includes(one))) tools.solved(item);
      for (const [index, problem] of problems.entries()) tools.raise(items[index] as string, problem);
      reported = items;
    };
    node.written = () => writtenWatching(load());
    node.edit = (edit) => {
      if (config.source === "inline") throw new EnergyError("SITE_FIXED", { place });
      const changed = editSiteFile(file, load() as object, edit, Date.now());
      taken(changed);
      node.origin = "file";
      const { site } = changed;
      for (const listener of listeners) listener(site);
      return site;
    };

    try {
      taken(parseSite(load()));
    } catch (thrown) {
      const error = toEnergyError(thrown);
      const named =
        error.code === "SITE_INVALID" ? new EnergyError("SITE_INVALID", { file: place, ...error.params }) : error;
      node.problem = named;
      tools.raise("", named);
    }
  }

  RED.nodes.registerType("energy-site", EnergySite);
}
