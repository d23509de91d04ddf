import type { Node, NodeAPI } from "node-red";
import { EnergyError } from "../contract/error";
import type { SiteModel } from "../site/site-model";
import type { StepModule } from "../step/step";
import type { SiteNode } from "./handles";
import { nodeTools } from "./node-tools";
import { type StepEntrance, type StepNodeOptions, stepNode } from "./step-node";

interface SiteStepOptions<C> extends StepNodeOptions {
  /** Id of the energy-site config node; empty where the node has its own configuration. */
  readonly site: string | undefined;
  /** Without a site. Throws CONFIG_INVALID. */
  own(): C;
  /** What the site model says. Throws CONFIG_INVALID. */
  of(model: SiteModel): C;
}

/**
 * Wires a step module into a node that is configured by the site it names: what is changed there while it runs holds at
 * once. Undefined: it cannot work.
 */
export function siteStepNode<C, S>(
  RED: NodeAPI,
  node: Node,
  module: StepModule<C, S>,
  options: SiteStepOptions<C>,
): StepEntrance | undefined {
  const { own, of } = options;
  const site = options.site ? (RED.nodes.getNode(options.site) as SiteNode | null) : null;
  if (!site) return stepNode(RED, node, { ...module, parseConfig: own }, undefined, options);
  const { model } = site;
  if (!model) {
    const tools = nodeTools(RED, node);
    tools.raise("", site.problem ?? new EnergyError("NODE_UNCONFIGURED", { place: "site" }));
    tools.status("no-site");
    node.on("input", (_msg, _send, done) => done());
    return undefined;
  }
  const parseConfig = () => of(site.model ?? model);
  const entrance = stepNode(RED, node, { ...module, parseConfig }, undefined, options);
  const unheard = entrance && site.onChanged(() => entrance.reconfigure());
  node.on("close", () => unheard?.());
  return entrance;
}
