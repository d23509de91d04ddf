import type { Interval } from "../../contract/messages";
import { tiled } from "../../costing/load-of-meter";
import { MeterUse, type UseBook } from "../../report/meter-use";
import { mediumTerms, type ReportMedium, reportMedia } from "../../report/report-media";
import type { SiteModel } from "../../site/site-model";

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Intervals of a meter and quantity in some stretch, each in its newest version, of one length after the other. */
export interface IntervalSource {
  of(meter: string, quantity: string): readonly Interval[];
}

/** What each meter of a site used in a stretch: from the shortest intervals, and longer ones where there are none, as bills take them. */
export function journalUse(source: IntervalSource, site: SiteModel, stretch: Stretch): UseBook {
  return new Map(site.meters.map(({ id }) => [id, useOfMeter(source, id, stretch)]));
}

function useOfMeter(source: IntervalSource, meter: string, { from, to }: Stretch) {
  const uses = new Map<ReportMedium, MeterUse>();
  for (const medium of reportMedia) {
    for (const quantity of mediumTerms[medium].quantities) {
      const intervals = source.of(meter, quantity).filter((interval) => interval.to > from && interval.from < to);
      if (intervals.length === 0) continue;
      const use = new MeterUse(medium, from, to);
      for (const interval of tiled(intervals)) use.take(interval);
      uses.set(medium, use);
      break;
    }
  }
  return uses;
}
