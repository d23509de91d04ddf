import { type BusConfig, busAddress, busKey, frameOf } from "../../acquire/bus-config";
import { EnergyError } from "../../contract/error";
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
  /** How the line is set. */
  readonly settings: string;
  readonly bus: ModbusBus;
  readonly turns: BusScheduler;
  /** One for each claim. */
  readonly claims: { readonly unitId: number; readonly meter: string }[];
  users: number;
}

const pool = new Map<string, Shared>();

/**
 * The process's one connection to this bus, closed when its last user has released it. Throws BUS_CONFLICT where
 * somebody uses it with other settings.
 */
export function leaseBus(config: BusConfig, connect: Connect = connectTo(config)): BusLease {
  const key = busKey(config);
  const settings = settingsOf(config);
  let shared = pool.get(key);
  if (!shared) {
    const bus = new ModbusBus(config, connect);
    const turns = new BusScheduler(bus.parallel, () => bus.answerMs);
    bus.onHeld = (ms) => turns.held(ms);
    shared = { settings, bus, turns, claims: [], users: 0 };
    pool.set(key, shared);
  }
  if (shared.settings !== settings) {
    throw new EnergyError("BUS_CONFLICT", { bus: busAddress(config), used: shared.settings, wanted: settings });
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

/** What all users of one bus must agree on, as people say it. */
function settingsOf(config: BusConfig): string {
  const parts = [
    ...(config.transport !== "tcp" && config.line ? [`${config.line.baud} ${frameOf(config.line)}`] : []),
    ...(config.pauseMs > 0 ? [`+${config.pauseMs} ms`] : []),
    ...(config.transport === "tcp" ? [`${config.parallel}×`] : []),
  ];
  return parts.join(" ");
}
