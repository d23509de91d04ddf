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
  /** Says which meter is read at a unit id; gives another one that is said to be there too. */
  claim(unitId: number, meter: string): string | undefined;
  release(): void;
}

interface Shared {
  readonly bus: ModbusBus;
  readonly turns: BusScheduler;
  /** One for each claim. */
  readonly claims: { readonly unitId: number; readonly meter: string }[];
  users: number;
}

const pool = new Map<string, Shared>();

/** The process's one connection to this bus, closed when its last user has released it. */
export function leaseBus(config: BusConfig, connect: Connect = connectTo(config)): BusLease {
  const key = busKey(config);
  let shared = pool.get(key);
  if (!shared) {
    const bus = new ModbusBus(config, connect);
    shared = { bus, turns: new BusScheduler(bus.parallel), claims: [], users: 0 };
    pool.set(key, shared);
  }
  const { bus, turns } = shared;
  const taken = shared;
  taken.users += 1;
  let released = false;
  let own: Shared["claims"][number] | undefined;
  return {
    bus,
    turns,
    claim(unitId, meter) {
      own = { unitId, meter };
      taken.claims.push(own);
      return taken.claims.find((other) => other.unitId === unitId && other.meter !== meter)?.meter;
    },
    release() {
      if (released) return;
      released = true;
      if (own) taken.claims.splice(taken.claims.indexOf(own), 1);
      taken.users -= 1;
      if (taken.users > 0) return;
      pool.delete(key);
      bus.close();
    },
  };
}
