import { type BusConfig, busKey } from "../../acquire/bus-config";
import { ModbusBus } from "./bus";

/** A share in a bus; whoever took it releases it once. */
export interface BusLease {
  readonly bus: ModbusBus;
  release(): void;
}

const pool = new Map<string, { readonly bus: ModbusBus; users: number }>();

/** The process's one connection to this bus, closed when its last user has released it. */
export function leaseBus(config: BusConfig): BusLease {
  const key = busKey(config);
  const shared = pool.get(key) ?? { bus: new ModbusBus(config), users: 0 };
  pool.set(key, shared);
  shared.users += 1;
  let released = false;
  return {
    bus: shared.bus,
    release() {
      if (released) return;
      released = true;
      shared.users -= 1;
      if (shared.users > 0) return;
      pool.delete(key);
      shared.bus.close();
    },
  };
}
