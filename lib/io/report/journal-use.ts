import type { Interval } from "../../contract/messages";
import type { GridStep } from "../../metering/grid";
import { MeterUse, type UseBook } from "../../report/meter-use";
import { mediumTerms, type ReportMedium, reportMedia } from "../../report/report-media";
import type { SiteModel } from "../../site/site-model";
import type { JournalReader } from "../store/journal-reader";

const pageSize = 5000;
const dayMs = 86_400_000;
/** So little may be missing before other lengths of intervals are looked at. */
const littleMissing = 0.001;

/** Which intervals are taken, the preferred first: quarter-hours for a load, days where only sums are wanted. */
const fineSteps: readonly GridStep[] = ["15m", "5m", "10m", "30m", "60m", "1d"];
const coarseSteps: readonly GridStep[] = ["1d", "60m", "30m", "15m", "10m", "5m"];

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What each meter of a site used in a stretch, straight from the journal: call it in a worker thread. Throws STORE_FAILED. */
export function journalUse(reader: JournalReader, site: SiteModel, stretch: Stretch, detail: "load" | "sums"): UseBook {
  const steps = detail === "load" ? fineSteps : coarseSteps;
  const use = new JournalUse(reader, site.id, stretch, steps);
  return new Map(site.meters.map(({ id }) => [id, use.ofMeter(id)]));
}

class JournalUse {
  readonly #existing: ReadonlySet<string>;

  constructor(
    private readonly reader: JournalReader,
    private readonly site: string,
    private readonly stretch: Stretch,
    private readonly steps: readonly GridStep[],
  ) {
    this.#existing = new Set(
      reader.intervalSeries(site).map(({ meter, quantity, step }) => `${meter}/${step}/${quantity}`),
    );
  }

  ofMeter(meter: string): ReadonlyMap<ReportMedium, MeterUse> {
    const uses = new Map<ReportMedium, MeterUse>();
    for (const medium of reportMedia) {
      for (const quantity of mediumTerms[medium].quantities) {
        const use = this.#mostComplete(meter, medium, quantity);
        if (!use) continue;
        uses.set(medium, use);
        break;
      }
    }
    return uses;
  }

  #mostComplete(meter: string, medium: ReportMedium, quantity: string): MeterUse | undefined {
    let best: MeterUse | undefined;
    for (const step of this.steps) {
      if (!this.#existing.has(`${meter}/${step}/${quantity}`)) continue;
      const use = this.#read(meter, medium, quantity, step);
      if (use && (!best || use.basis.missing < best.basis.missing)) best = use;
      if (best && best.basis.missing < littleMissing) break;
    }
    return best;
  }

  #read(meter: string, medium: ReportMedium, quantity: string, step: GridStep): MeterUse | undefined {
    let use: MeterUse | undefined;
    for (const interval of this.#intervals(meter, quantity, step)) {
      use ??= new MeterUse(medium, this.stretch.from, this.stretch.to);
      use.take(interval);
    }
    return use;
  }

  *#intervals(meter: string, quantity: string, step: GridStep): Generator<Interval> {
    const { from, to } = this.stretch;
    let cursor: string | undefined;
    do {
      const page = this.reader.intervals({
        site: this.site,
        meter,
        quantity,
        step,
        // One that began before the stretch may reach into it.
        from: from - dayMs,
        to,
        limit: pageSize,
        ...(cursor !== undefined && { cursor }),
      });
      for (const interval of page.items) if (interval.to > from) yield interval;
      cursor = page.next;
    } while (cursor !== undefined);
  }
}
