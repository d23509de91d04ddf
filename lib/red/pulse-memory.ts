import type { Node } from "node-red";
import type { KeptPulses } from "../acquire/pulse-session";
import { pulseTotalVersion } from "../metering/pulses/pulse-total";
import type { Store } from "../store/store";

/** Where the totals of a node's meters outlive it. */
export interface PulseMemory {
  load(): Promise<ReadonlyMap<string, KeptPulses>>;
  /** Durable, as far as this memory is, when it resolves. */
  save(kept: ReadonlyMap<string, KeptPulses>): Promise<void>;
}

/** In the journal: survives power loss. */
export function storedPulses(store: Store, node: string): PulseMemory {
  return {
    async load() {
      const entries = await store.states(node);
      const current = entries.filter(({ version }) => version === pulseTotalVersion);
      return new Map(current.map(({ key, state }) => [key, state as KeptPulses]));
    },
    async save(kept) {
      const states = [...kept].map(([key, state]) => ({ node, key, version: pulseTotalVersion, seq: 0, state }));
      await store.commit({ states });
    },
  };
}

interface KeptInContext {
  readonly version: number;
  readonly meters: Readonly<Record<string, KeptPulses>>;
}

/**
 * In the context of the node's flow: survives deployments, and restarts where Node-RED keeps contexts in
 * files. Not in the node's own context, which Node-RED deletes at each deployment unless it keeps it in files.
 */
export function contextPulses(node: Node): PulseMemory {
  const context = node.context().flow;
  const place = `pulses["${node.id}"]`;
  const all = new Map<string, KeptPulses>();
  return {
    async load() {
      const kept = await new Promise<unknown>((resolve, reject) =>
        context.get(place, (error: Error | null, value: unknown) => (error ? reject(error) : resolve(value))),
      );
      const { version, meters } = (kept ?? {}) as Partial<KeptInContext>;
      if (version === pulseTotalVersion) for (const [key, value] of Object.entries(meters ?? {})) all.set(key, value);
      return all;
    },
    async save(kept) {
      for (const [key, value] of kept) all.set(key, value);
      const value: KeptInContext = { version: pulseTotalVersion, meters: Object.fromEntries(all) };
      await new Promise<void>((resolve, reject) =>
        context.set(place, value, (error?: Error | null) => (error ? reject(error) : resolve())),
      );
    },
  };
}
