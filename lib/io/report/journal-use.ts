import type { Interval } from "../../contract/messages";
import type { GridStep } from "../../metering/grid";
import { MeterUse, type UseBook } from "../../report/meter-use";
import { mediumTerms, type ReportMedium, reportMedia } from "../../report/report-media";
import type { SiteModel } from "../../site/site-model";
import { stepName } from "../../store/step-name";

/** So little may be missing before other lengths of intervals are looked at. */
const littleMissing = 0.001;

/** Which intervals are taken, the preferred first: quarter-hours for a load, days where only sums are wanted. */
const fineSteps: readonly GridStep[] = ["15m", "5m", "10m", "30m", "60m", "1d"];
const coarseSteps: readonly GridStep[] = ["1d", "60m", "30m", "15m", "10m", "5m"];

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Intervals of a meter and quantity in some stretch, each in its newest version, of one length after the other. */
export interface IntervalSource {
  of(meter: string, quantity: string): readonly Interval[];
}

/** What each meter of a site used in a stretch: of each medium the intervals of the length that covers most of it. */
export function journalUse(
  source: IntervalSource,
  site: SiteModel,
  stretch: Stretch,
  detail: "load" | "sums",
): UseBook {
  const steps = detail === "load" ? fineSteps : coarseSteps;
  return new Map(site.meters.map(({ id }) => [id, useOfMeter(source, id, stretch, steps)]));
}

function useOfMeter(source: IntervalSource, meter: string, stretch: Stretch, steps: readonly GridStep[]) {
  const uses = new Map<ReportMedium, MeterUse>();
  for (const medium of reportMedia) {
    for (const quantity of mediumTerms[medium].quantities) {
      const use = mostComplete(source.of(meter, quantity), medium, stretch, steps);
      if (!use) continue;
      uses.set(medium, use);
      break;
    }
  }
  return uses;
}

function mostComplete(
  intervals: readonly Interval[],
  medium: ReportMedium,
  { from, to }: Stretch,
  steps: readonly GridStep[],
): MeterUse | undefined {
  const byStep = new Map<string, Interval[]>();
  for (const interval of intervals) {
    if (interval.to <= from || interval.from >= to) continue;
    const step = stepName(interval.from, interval.to);
    const alike = byStep.get(step);
    if (alike) alike.push(interval);
    else byStep.set(step, [interval]);
  }
  let best: MeterUse | undefined;
  for (const step of steps) {
    const alike = byStep.get(step);
    if (!alike) continue;
    const use = new MeterUse(medium, from, to);
    for (const interval of alike) use.take(interval);
    if (!best || use.basis.missing < best.basis.missing) best = use;
    if (best.basis.missing < littleMissing) break;
  }
  return best;
}
