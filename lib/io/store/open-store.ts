import { resolve } from "node:path";
import { EnergyError } from "../../contract/error";
import type { Store } from "../../store/store";
import type { JournalState } from "./journal-threads";
import type { RetentionLimits } from "./protocol";
import { StoreClient } from "./store-client";

/** One user's share of a journal. */
export interface StoreLease {
  readonly store: Store;
  /** The last to release it closes the journal, with everything it has accepted on the disk. */
  release(): Promise<void>;
}

type Watcher = (state: JournalState) => void;

interface SharedClient {
  readonly client: StoreClient;
  readonly limits: RetentionLimits;
  readonly watchers: Set<Watcher>;
  state: JournalState | undefined;
}

const sharedKey = Symbol.for("@energy-gateway/node-red/stores");
const shared = globalThis as unknown as Record<symbol, Map<string, SharedClient> | undefined>;

/** Clients by file, across however many copies of this module a palette install leaves in memory. */
function sharedClients(): Map<string, SharedClient> {
  shared[sharedKey] ??= new Map();
  return shared[sharedKey];
}

/**
 * The journal in `file`, opened in the background: until then calls wait, and when it fails they
 * reject with the reason while it is tried again. `watch` is told how it is. Users of one file share
 * it; throws SERVICE_CONFLICT where it is in use with other limits.
 */
export function openStore(file: string, limits: RetentionLimits, watch: Watcher = () => {}): StoreLease {
  const path = resolve(file);
  const found = sharedClients().get(path) ?? begin(path, limits);
  if (found.limits.maxAgeDays !== limits.maxAgeDays || found.limits.maxBytes !== limits.maxBytes) {
    throw new EnergyError("SERVICE_CONFLICT", { what: "energy-store", id: path });
  }
  // A function of its own for each share, because two users may watch with the same one.
  const watcher: Watcher = (state) => watch(state);
  found.watchers.add(watcher);
  if (found.state) watcher(found.state);
  return {
    store: found.client,
    release: async () => {
      found.watchers.delete(watcher);
      if (found.watchers.size > 0) return;
      if (sharedClients().get(path) === found) sharedClients().delete(path);
      await found.client.close();
    },
  };
}

function begin(path: string, limits: RetentionLimits): SharedClient {
  const client = new StoreClient(path, limits);
  const begun: SharedClient = { client, limits, watchers: new Set(), state: undefined };
  client.threads.onState((state) => {
    begun.state = state;
    for (const watcher of begun.watchers) watcher(state);
  });
  sharedClients().set(path, begun);
  return begun;
}
