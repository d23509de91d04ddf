import type { Interval } from "../contract/messages";

/** How sure the consumption of one quantity of one meter is over a period. The shares are of time and make 1. */
export interface Completeness {
  readonly measured: number;
  readonly estimated: number;
  /** What is marked as missing, and what there is no interval for. */
  readonly missing: number;
  /** What is known, in the quantity's canonical unit. */
  readonly amount: number;
}

interface Known {
  measuredMs: number;
  estimatedMs: number;
  amount: number;
}

/**
 * Counts intervals of one length, each once in its newest version, into a period (ms UTC, `to` exclusive). What
 * reaches beyond the period counts in proportion to time.
 */
export class CompletenessCount {
  readonly #meters = new Map<string, Map<string, Known>>();

  constructor(
    readonly from: number,
    readonly to: number,
  ) {}

  take({ meter, quantity, from, to, amount, quality }: Interval): void {
    const shared = Math.min(to, this.to) - Math.max(from, this.from);
    if (shared <= 0) return;
    const known = this.#known(meter, quantity);
    if (quality === "missing") return;
    if (quality === "measured") known.measuredMs += shared;
    else known.estimatedMs += shared;
    known.amount += (amount * shared) / (to - from);
  }

  /** Quantities of which the meter has any interval, even a missing one. */
  quantitiesOf(meter: string): string[] {
    return [...(this.#meters.get(meter)?.keys() ?? [])];
  }

  /** Undefined where there is no interval at all. */
  of(meter: string, quantity: string): Completeness | undefined {
    const known = this.#meters.get(meter)?.get(quantity);
    if (!known) return undefined;
    const length = this.to - this.from;
    const measured = rounded(known.measuredMs / length);
    const estimated = rounded(known.estimatedMs / length);
    return { measured, estimated, missing: rounded(1 - measured - estimated), amount: rounded(known.amount) };
  }

  #known(meter: string, quantity: string): Known {
    const ofMeter = this.#meters.get(meter) ?? new Map<string, Known>();
    this.#meters.set(meter, ofMeter);
    const known = ofMeter.get(quantity) ?? { measuredMs: 0, estimatedMs: 0, amount: 0 };
    ofMeter.set(quantity, known);
    return known;
  }
}

/** As many decimals as amounts have. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6 + 0;
