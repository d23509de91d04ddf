import type { Basis } from "../contract/messages";
import type { LoadInterval } from "../tariff/load";
import { QuarterCurve } from "./quarter-curve";
import { mediumTerms, type ReportMedium } from "./report-media";

/** What a meter used of one medium in a stretch of time, and how sure that is. */
export class MeterUse {
  readonly curve: QuarterCurve;
  #measuredMs = 0;
  #estimatedMs = 0;

  constructor(
    readonly medium: ReportMedium,
    from: number,
    to: number,
  ) {
    this.curve = new QuarterCurve(from, to);
  }

  /** Intervals of one quantity, each once in its newest version, without overlaps. */
  take(interval: LoadInterval): void {
    const shared = Math.min(interval.to, this.curve.to) - Math.max(interval.from, this.curve.from);
    if (shared <= 0) return;
    if (interval.quality === "measured") this.#measuredMs += shared;
    if (interval.quality === "estimated") this.#estimatedMs += shared;
    this.curve.take(interval, mediumTerms[this.medium].divisor);
  }

  /** Shares of the stretch's time. */
  get basis(): Basis {
    const length = this.curve.to - this.curve.from;
    if (length <= 0) return meanBasis([]);
    const measured = Math.min(1, this.#measuredMs / length);
    const estimated = Math.min(1 - measured, this.#estimatedMs / length);
    return { measured, estimated, missing: Math.max(0, 1 - measured - estimated) };
  }
}

/** By meter and medium; a meter has no entry of what it does not count. */
export type UseBook = ReadonlyMap<string, ReadonlyMap<ReportMedium, MeterUse>>;

export const useOf = (book: UseBook, meter: string, medium: ReportMedium): MeterUse | undefined =>
  book.get(meter)?.get(medium);

/** The mean of several; nothing is all missing. */
export function meanBasis(all: readonly Basis[]): Basis {
  if (all.length === 0) return { measured: 0, estimated: 0, missing: 1 };
  const mean = (share: keyof Basis): number => all.reduce((sum, basis) => sum + basis[share], 0) / all.length;
  return { measured: mean("measured"), estimated: mean("estimated"), missing: mean("missing") };
}
