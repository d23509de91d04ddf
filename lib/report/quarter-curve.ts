import type { LoadInterval } from "../tariff/load";

export const quarterMs = 900_000;
const perHour = 4;

/**
 * What one meter, or a sum of meters, used in each quarter-hour of a month, in the printed unit of its medium. Within an
 * interval the flow is taken as constant, so that intervals of any length fit.
 */
export class QuarterCurve {
  readonly amounts: Float64Array;
  /** Share of each quarter-hour of which anything is known, 0 to 1; of a sum, the least of its parts. */
  readonly known: Float32Array;
  /** 1 where anything is known; of a sum, of any of its parts. */
  readonly seen: Uint8Array;

  constructor(
    readonly from: number,
    readonly to: number,
  ) {
    const count = Math.max(0, Math.ceil((to - from) / quarterMs));
    this.amounts = new Float64Array(count);
    this.known = new Float32Array(count);
    this.seen = new Uint8Array(count);
  }

  get length(): number {
    return this.amounts.length;
  }

  /** Each interval once, in its newest version; amounts are divided by `divisor`. */
  take({ from, to, amount, quality }: LoadInterval, divisor: number): void {
    if (quality === "missing") return;
    const perMs = amount / divisor / (to - from);
    const begin = Math.max(from, this.from);
    const end = Math.min(to, this.to);
    for (let at = begin; at < end; ) {
      const slot = Math.floor((at - this.from) / quarterMs);
      const next = Math.min(end, this.from + (slot + 1) * quarterMs);
      this.amounts[slot] = (this.amounts[slot] ?? 0) + perMs * (next - at);
      this.known[slot] = Math.min(1, (this.known[slot] ?? 0) + (next - at) / quarterMs);
      this.seen[slot] = 1;
      at = next;
    }
  }

  /** Begin of a quarter-hour, ms UTC. */
  timeOf(slot: number): number {
    return this.from + slot * quarterMs;
  }

  /** Mean of a quarter-hour per hour: kW where amounts are kWh. Undefined unless all of it is known. */
  meanAt(slot: number): number | undefined {
    return isWhole(this.known[slot]) ? (this.amounts[slot] ?? 0) * perHour : undefined;
  }

  /** Sum of what is known of the quarter-hours that count; null where nothing is known at all. */
  total(counts: (slot: number) => boolean = () => true): number | null {
    if (!this.seen.includes(1)) return null;
    let sum = 0;
    for (let slot = 0; slot < this.length; slot++) if (counts(slot)) sum += this.amounts[slot] ?? 0;
    return sum;
  }
}

/** Thirds of an hour do not add up to exactly 1. */
const isWhole = (share: number | undefined): boolean => (share ?? 0) > 0.999;

/** The sum of curves of one month; undefined for none. A quarter-hour is known as far as that of each part is. */
export function sumOfCurves(curves: readonly QuarterCurve[]): QuarterCurve | undefined {
  const [first, ...others] = curves;
  if (!first || others.length === 0) return first;
  const sum = new QuarterCurve(first.from, first.to);
  sum.known.fill(1);
  for (const { amounts, known, seen } of curves) {
    for (let slot = 0; slot < sum.length; slot++) {
      sum.amounts[slot] = (sum.amounts[slot] ?? 0) + (amounts[slot] ?? 0);
      sum.known[slot] = Math.min(sum.known[slot] ?? 0, known[slot] ?? 0);
      if (seen[slot]) sum.seen[slot] = 1;
    }
  }
  return sum;
}
