import type { Interval } from "../contract/messages";
import { isDay } from "./metered-energy";

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

interface Entry extends Stretch {
  /** kWh; null where it is missing. */
  readonly amount: number | null;
  readonly version: number;
}

/** A shift lasts a day at most, an hour longer when the clocks go back. */
const shortMemoryMs = 26 * 3_600_000;
const longMemoryMs = 33 * 24 * 3_600_000;
/** A shift is added up from quarter hours: all lengths together would count everything twice. */
const quarterMs = 900_000;

/** Energy of one meter over the last day and month, from its days and quarter hours, closed and running. */
export class EnergyLedger {
  readonly #days = new Map<number, Entry>();
  readonly #quarters = new Map<number, Entry>();

  /** Takes an interval of energy; the newest version counts, and a closed one more than a running one. */
  take(interval: Interval): void {
    if (isDay(interval)) put(this.#days, interval, longMemoryMs);
    else if (interval.to - interval.from === quarterMs) put(this.#quarters, interval, shortMemoryMs);
  }

  /** kWh of the day that holds `at`; null while not known. */
  dayAt(at: number): number | null {
    for (const { from, to, amount } of this.#days.values()) if (from <= at && at < to) return amount;
    return null;
  }

  /** kWh of whole days; null where none is known. */
  overDays(stretch: Stretch): number | null {
    return sumOf(this.#days, stretch);
  }

  /** kWh from quarter hours; one that reaches beyond the stretch counts in proportion to time. */
  over(stretch: Stretch): number | null {
    return sumOf(this.#quarters, stretch);
  }
}

function put(entries: Map<number, Entry>, { from, to, amount, quality, version }: Interval, memoryMs: number): void {
  const known = entries.get(from);
  if (known && known.version > version) return;
  entries.set(from, { from, to, amount: quality === "missing" ? null : amount, version });
  if (known) return;
  const newest = Math.max(...entries.keys());
  for (const begin of entries.keys()) if (begin < newest - memoryMs) entries.delete(begin);
}

function sumOf(entries: ReadonlyMap<number, Entry>, stretch: Stretch): number | null {
  let sum: number | null = null;
  for (const { from, to, amount } of entries.values()) {
    const shared = Math.min(to, stretch.to) - Math.max(from, stretch.from);
    if (shared > 0 && amount !== null) sum = (sum ?? 0) + (amount * shared) / (to - from);
  }
  return sum;
}
