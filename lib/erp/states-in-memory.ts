import type { Commit, Committed, StateEntry } from "../store/store";
import type { KeptStates } from "./ledger";

/** Remembers until the program ends: for a node that has no journal. */
export function statesInMemory(): KeptStates {
  const kept = new Map<string, Map<string, StateEntry>>();
  return {
    async commit({ states = [] }: Commit): Promise<Committed> {
      for (const entry of states) {
        const ofNode = kept.get(entry.node) ?? new Map<string, StateEntry>();
        ofNode.set(entry.key, entry);
        kept.set(entry.node, ofNode);
      }
      return { seqs: [], duplicates: 0 };
    },
    states: async (node) => [...(kept.get(node)?.values() ?? [])],
  };
}
