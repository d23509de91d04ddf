import type { NodeAPI } from "node-red";
import { EnergyError } from "../contract/error";
import type { Store } from "../store/store";
import type { StoreNode } from "./handles";

/** The journal of the energy-store config node `id`; throws NODE_UNCONFIGURED, or why that one cannot be used. */
export function storeOf(RED: NodeAPI, id: string | undefined): Store {
  const node = id ? (RED.nodes.getNode(id) as StoreNode | null) : null;
  if (!node) throw new EnergyError("NODE_UNCONFIGURED", { place: "store" });
  if (!node.store) throw node.problem ?? new EnergyError("STORE_CLOSED");
  return node.store;
}
