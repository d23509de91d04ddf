import type { Basis } from "../contract/messages";
import { mediumOf } from "../site/medium";
import { plantGroups } from "../site/plant-groups";
import type { MeterModel } from "../site/site-model";
import { costSection } from "./cost-section";
import { loadSection } from "./load-section";
import { type DayPlan, dayPlan, daysOf } from "./mean-day";
import { meanBasis } from "./meter-use";
import { quarterMs } from "./quarter-curve";
import type { ReportData } from "./report-data";
import { listedMedia, mediumTerms, type ReportMedium } from "./report-media";
import type { MediumUse, ReportCompleteness, ReportModel } from "./report-model";
import { rounded } from "./rounded";
import { measuredMeters, type PlantUse, plantUse } from "./use-rows";
import { WorkingTime } from "./working-time";

/** The monthly report: a pure function of intervals, site model and costs. */
export function buildReport(data: ReportData): ReportModel {
  const { site, month, until } = data;
  const groups = plantGroups(site);
  const length = Math.max(0, Math.ceil((until - month.from) / quarterMs));
  const working = new WorkingTime(site, month.from, length);
  const plan = dayPlan({ from: month.from, length }, site.timeZone, (local) => working.isWorkday(local));
  const uses = new Map(listedMedia.map((medium) => [medium, plantUse(data, groups, medium)] as const));
  const completeness = completenessOf(
    data,
    [...uses.values()].flatMap((use) => (use ? [use.site.row.basis] : [])),
  );
  const because: ("running" | "incomplete")[] = [
    ...(until < month.to ? (["running"] as const) : []),
    ...(completeness.measured < completeness.limit ? (["incomplete"] as const) : []),
  ];
  return rounded({
    site: { id: site.id, name: site.name, timeZone: site.timeZone, currency: site.currency },
    month: month.name,
    from: month.from,
    to: month.to,
    until,
    state: because.length > 0 ? "provisional" : "final",
    because,
    completeness,
    media: [...uses].flatMap(([medium, use]) => (use ? [mediumUse(medium, use, plan)] : [])),
    load: loadSection(data, groups, uses.get("electricity"), plan, working),
    costs: costSection(data.costs, site),
    costProblem: data.costs.problem ?? null,
  });
}

function mediumUse(
  medium: ReportMedium,
  { site, departments, machines, unmetered }: PlantUse,
  plan: DayPlan,
): MediumUse {
  return {
    medium,
    unit: mediumTerms[medium].unit,
    site: site.row,
    departments: departments.map(({ row }) => row),
    machines: machines.map(({ row }) => row),
    unmetered,
    days: site.curve ? daysOf(site.curve, plan) : [],
  };
}

/**
 * The report is as complete as its worst site total, or as all meters together if that is less: one dead main meter spoils
 * a report, one dead meter of fifty does not.
 */
function completenessOf(data: ReportData, totals: readonly Basis[]): ReportCompleteness {
  const meters = measuredMeters(data, usualMedium);
  const [worst] = [meanBasis(meters), ...totals].sort((a, b) => a.measured - b.measured);
  const { measured, estimated, missing } = worst ?? meanBasis([]);
  return { measured, estimated, missing, limit: data.settings.measuredPercent / 100, meters };
}

function usualMedium(meter: MeterModel): ReportMedium | undefined {
  const medium = mediumOf(meter) ?? "electricity";
  return listedMedia.find((listed) => listed === medium);
}
