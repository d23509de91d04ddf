import type { Interval, Reading } from "../contract/messages";
import { EnergyLedger, type Stretch } from "./energy-ledger";
import { energyQuantities } from "./metered-energy";
import type { MeterModel } from "./site-model";

/** `stale`: nothing new for three of the meter's intervals, and nobody says why. */
export type MeterSight = "waiting" | "online" | "failing" | "stale";

/** What is shown of a gauge: its name there and the quantity behind it. */
export const gauges = { power: "active_power", waterFlow: "water_flow", gasFlow: "gas_flow" } as const;
export type Gauge = keyof typeof gauges;

/** What is shown of a volume counted since midnight: its name there and the quantity behind it. */
export const volumes = { waterToday: "water_volume", gasToday: "gas_volume" } as const;
export type Volume = keyof typeof volumes;

const counted: ReadonlySet<string> = new Set([...energyQuantities, ...Object.values(volumes)]);

const staleAfterIntervals = 3;
const shortestStaleMs = 5_000;

/** Without a reading for longer than this a meter is stale, ms. */
export const patienceMs = ({ intervalSeconds }: MeterModel): number =>
  Math.max(shortestStaleMs, staleAfterIntervals * intervalSeconds * 1000);

/** The last that is known of one meter. Holds no clock: times come with the calls. */
export class MeterNow {
  #at: number | null = null;
  readonly #values: Record<string, number> = {};
  /** By quantity, the preferred first. */
  readonly #ledgers = new Map<string, EnergyLedger>();

  constructor(readonly meter: MeterModel) {}

  /** Time of the last reading, ms UTC. */
  get lastSeen(): number | null {
    return this.#at;
  }

  /** Energy is known of it, if only from before. */
  get hasCounted(): boolean {
    return this.#ledgers.size > 0;
  }

  takeReading({ at, values, quality }: Reading): void {
    if (quality === "bad" || (this.#at !== null && at < this.#at)) return;
    this.#at = at;
    // A reading carries what was due: power may be read more rarely than something else.
    Object.assign(this.#values, values);
  }

  takeInterval(interval: Interval): void {
    if (!counted.has(interval.quantity)) return;
    let ledger = this.#ledgers.get(interval.quantity);
    if (!ledger) {
      ledger = new EnergyLedger();
      this.#ledgers.set(interval.quantity, ledger);
    }
    ledger.take(interval);
  }

  sightAt(now: number): MeterSight {
    if (this.#at === null) return "waiting";
    return now - this.#at > patienceMs(this.meter) ? "stale" : "online";
  }

  /** As last read; null where it never was. */
  value(gauge: Gauge): number | null {
    return this.#values[gauges[gauge]] ?? null;
  }

  /** Whether all that was ever counted of it is a volume. */
  get countsOnlyVolume(): boolean {
    return this.#ledgers.size > 0 && !energyQuantities.some((name) => this.#ledgers.has(name));
  }

  /** L of water, m³ of gas; null while not known. */
  volumeToday(volume: Volume, now: number): number | null {
    return this.#ledgers.get(volumes[volume])?.dayAt(now) ?? null;
  }

  /** kWh; null while not known. */
  energyToday(now: number): number | null {
    return this.#energy((ledger) => ledger.dayAt(now));
  }

  energyOverDays(stretch: Stretch): number | null {
    return this.#energy((ledger) => ledger.overDays(stretch));
  }

  energyOver(stretch: Stretch): number | null {
    return this.#energy((ledger) => ledger.over(stretch));
  }

  #energy(ask: (ledger: EnergyLedger) => number | null): number | null {
    for (const name of energyQuantities) {
      const ledger = this.#ledgers.get(name);
      const energy = ledger ? ask(ledger) : null;
      if (energy !== null) return energy;
    }
    return null;
  }
}
