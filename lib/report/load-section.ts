import { DateTime } from "luxon";
import type { PlantGroups } from "../site/plant-groups";
import { loadFigures, peaksByDay, sortedLoad, thinned } from "./load-figures";
import { type DayPlan, meanDay } from "./mean-day";
import type { ReportData } from "./report-data";
import type { LoadSection, MachineLoad } from "./report-model";
import { type PlantUse, plantUse } from "./use-rows";
import type { WorkingTime } from "./working-time";

const mostPeaks = 10;
const durationPoints = 200;
/** Share of the quarter-hours that are at or above the base load. */
const baseShare = 0.95;

/** How the electricity of `use` was taken; null where its load is not known. */
export function loadSection(
  data: ReportData,
  groups: PlantGroups,
  use: PlantUse | undefined,
  plan: DayPlan,
  working: WorkingTime,
): LoadSection | null {
  const { curve, calendar, row } = use?.site ?? {};
  if (!use || !curve || !row) return null;
  const { idlePercent } = data.settings;
  const sorted = sortedLoad(curve);
  const dayOf = (at: number): string => DateTime.fromMillis(at, { zone: data.site.timeZone }).toISODate() ?? "";
  const feedIn = plantUse(data, groups, "feed-in")?.site.row;
  return {
    ...loadFigures(curve, working.of(calendar), idlePercent),
    peaks: peaksByDay(curve, dayOf, mostPeaks),
    meanKw: meanOf(sorted),
    baseKw: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * baseShare))] ?? null,
    powerFactor: powerFactor(row.amount, plantUse(data, groups, "reactive")?.site.row.amount ?? null),
    feedIn: feedIn ? { amount: feedIn.amount, before: feedIn.before, lastYear: feedIn.lastYear } : null,
    workday: meanDay(curve, plan, true),
    weekend: meanDay(curve, plan, false),
    duration: thinned(sorted, durationPoints),
    quarters: Array.from({ length: curve.length }, (_, slot) => curve.meanAt(slot) ?? null),
    byCalendar: working.hasCalendar(calendar),
    machines: machineLoads(use, working, idlePercent),
  };
}

function machineLoads({ machines }: PlantUse, working: WorkingTime, idlePercent: number): MachineLoad[] {
  const none = { peak: null, offShift: null, idle: null };
  return machines
    .map(({ row: { id, name, amount }, curve, calendar }) => {
      const figures = curve ? loadFigures(curve, working.of(calendar), idlePercent) : none;
      return { id, name, amount, ...figures };
    })
    .sort((a, b) => (b.amount ?? -1) - (a.amount ?? -1));
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

function powerFactor(active: number | null, reactive: number | null): number | null {
  if (active === null || reactive === null || active === 0) return null;
  return active / Math.hypot(active, reactive);
}
