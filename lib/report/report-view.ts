import type { EditedReport } from "./report-edition";
import type { LoadFigures, Peak } from "./report-model";

/** The report as the HTTP interface answers it: times are ISO 8601. */
export function reportView(report: EditedReport, time: (at: number) => string): object {
  const { load, from, to, until, madeAt, ...others } = report;
  const peakView = (peak: Peak | null) => peak && { kw: peak.kw, at: time(peak.at) };
  const figures = <T extends LoadFigures>(found: T) => ({ ...found, peak: peakView(found.peak) });
  return {
    ...others,
    from: time(from),
    to: time(to),
    until: time(until),
    madeAt: time(madeAt),
    load: load && { ...figures(load), peaks: load.peaks.map(peakView), machines: load.machines.map(figures) },
  };
}
