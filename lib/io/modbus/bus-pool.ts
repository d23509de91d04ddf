import { type BusConfig, busKey } from "../../acquire/bus-config";
import { BusScheduler } from "../bus-scheduler";
import { ModbusBus } from "./bus";
import { connectTo } from "./connect";
import type { Connect } from "./connection";

/** A share in a bus; whoever took it releases it once. */
export interface BusLease {
  readonly bus: ModbusBus;
  /** Whose turn it is on it. */
  readonly turns: BusScheduler;
  release(): void;
}

const pool = new Map<string, { readonly bus: ModbusBus; readonly turns: BusScheduler; users: number }>();

/** The process's one connection to this bus, closed when its last user has released it. */
export function leaseBus(config: BusConfig, connect: Connect = connectTo(config)): BusLease {
  const key = busKey(config);
  let shared = pool.get(key);
  if (!shared) {
    const bus = new ModbusBus(config, connect);
    shared = { bus, turns: new BusScheduler(bus.parallel), users: 0 };
    pool.set(key, shared);
  }
  const { bus, turns } = shared;
  const taken = shared;
  taken.users += 1;
  let released = false;
  return {
    bus,
    turns,
    release() {
      if (released) return;
      released = true;
      taken.users -= 1;
      if (taken.users > 0) return;
      pool.delete(key);
      bus.close();
    },
  };
}
