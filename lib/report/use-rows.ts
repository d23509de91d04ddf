import type { DepartmentGroup, MachineGroup, PlantGroups } from "../site/plant-groups";
import { isVirtualMeter, type MeterModel } from "../site/site-model";
import { type MeterUse, meanBasis, type UseBook, useOf } from "./meter-use";
import { type QuarterCurve, sumOfCurves } from "./quarter-curve";
import type { ReportData } from "./report-data";
import { listedMedia, type ReportMedium } from "./report-media";
import type { UseRow } from "./report-model";

type Meters = readonly MeterModel[];

/** Of a month that is compared, more than this share must not be missing. */
const mostMissing = 0.02;

/** A line of a table, still without its share, and the load behind it. */
export interface GroupUse {
  readonly row: UseRow;
  readonly curve: QuarterCurve | undefined;
  readonly calendar: string | undefined;
}

/** What each level of the plant used of one medium. */
export interface PlantUse {
  readonly site: GroupUse;
  readonly departments: readonly GroupUse[];
  readonly machines: readonly GroupUse[];
  readonly unmetered: UseRow | null;
}

/** Undefined where no meter of the site counts it. */
export function plantUse(data: ReportData, groups: PlantGroups, medium: ReportMedium): PlantUse | undefined {
  const counts = (meter: MeterModel): boolean =>
    [data.use, data.before, data.lastYear].some((book) => useOf(book, meter.id, medium) !== undefined);
  const mains = groups.mains.filter(counts);
  const subs = groups.subs.filter(counts);
  const whole = mains.length > 0 ? mains : subs;
  if (whole.length === 0) return undefined;
  const { calendar, id, name } = data.site;
  const use = (level: UseRow["level"], group: Named, meters: Meters, department: string | null = null): GroupUse => ({
    ...groupUse(data, medium, { level, id: group.id, name: group.name, department }, meters),
    calendar: group.calendar ?? calendar,
  });
  const site = use("site", { id, name }, whole);
  const ofDepartment = (group: DepartmentGroup): GroupUse => use("department", group, group.counted.filter(counts));
  const ofMachine =
    (department: string | null) =>
    (group: MachineGroup): GroupUse =>
      use("machine", group, group.counted.filter(counts), department);
  const machines = [
    ...groups.departments.flatMap((group) => group.machines.map(ofMachine(group.id))),
    ...groups.unassigned.map(ofMachine(null)),
  ];
  const ofSite = (found: GroupUse): GroupUse => ({ ...found, row: withShare(found.row, site.row.amount) });
  return {
    site: ofSite(site),
    departments: groups.departments.map(ofDepartment).filter(isKnown).map(ofSite),
    machines: machines.filter(isKnown).map(ofSite),
    unmetered: mains.length > 0 && subs.length > 0 ? unmetered(data, medium, site.row, subs) : null,
  };
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly calendar?: string;
}

const isKnown = ({ row }: GroupUse): boolean => [row.amount, row.before, row.lastYear].some((value) => value !== null);

const withShare = (row: UseRow, whole: number | null): UseRow => ({
  ...row,
  share: row.amount === null || !whole ? null : row.amount / whole,
});

function groupUse(
  data: ReportData,
  medium: ReportMedium,
  named: Pick<UseRow, "level" | "id" | "name" | "department">,
  meters: Meters,
): Pick<GroupUse, "row" | "curve"> {
  const uses = usesOf(data.use, meters, medium);
  const curve = sumOfCurves(uses.map((use) => use.curve));
  const bases = meters.map(({ id }) => useOf(data.use, id, medium)?.basis ?? meanBasis([]));
  const row: UseRow = {
    ...named,
    amount: curve?.total() ?? null,
    before: comparedAmount(data.before, meters, medium),
    lastYear: comparedAmount(data.lastYear, meters, medium),
    share: null,
    basis: meanBasis(bases),
  };
  return { row, curve };
}

const usesOf = (book: UseBook, meters: Meters, medium: ReportMedium): MeterUse[] =>
  meters.map(({ id }) => useOf(book, id, medium)).filter((use) => use !== undefined);

/** Null where a meter lacks more than a little of it: a sum with holes says nothing about a change. */
function comparedAmount(book: UseBook, meters: Meters, medium: ReportMedium): number | null {
  let sum: number | null = null;
  for (const { id } of meters) {
    const use = useOf(book, id, medium);
    const amount = use && use.basis.missing <= mostMissing ? use.curve.total() : null;
    if (amount === null) return null;
    sum = (sum ?? 0) + amount;
  }
  return sum;
}

/** What the main meters saw beyond the outermost others. */
function unmetered(data: ReportData, medium: ReportMedium, site: UseRow, subs: Meters): UseRow | null {
  const below = groupUse(data, medium, { level: "unmetered", id: "unmetered", name: "", department: null }, subs).row;
  const complete = (basis: UseRow["basis"]): boolean => basis.missing <= mostMissing;
  if (!complete(site.basis) || !complete(below.basis)) return null;
  const minus = (whole: number | null, part: number | null): number | null =>
    whole === null || part === null ? null : whole - part;
  const row = {
    ...below,
    amount: minus(site.amount, below.amount),
    before: minus(site.before, below.before),
    lastYear: minus(site.lastYear, below.lastYear),
  };
  return withShare(row, site.amount);
}

const isListed = (medium: ReportMedium): boolean => listedMedia.some((listed) => listed === medium);

/** Meters that should report, with what they count; computed ones repeat others. */
export function measuredMeters(data: ReportData, usual: (meter: MeterModel) => ReportMedium | undefined) {
  return data.site.meters
    .filter((meter) => !isVirtualMeter(meter))
    .flatMap((meter) => {
      const shown = [...(data.use.get(meter.id)?.values() ?? [])].filter(({ medium }) => isListed(medium));
      const { id, name } = meter;
      if (shown.length > 0) return shown.map(({ medium, basis }) => ({ meter: id, name, medium, ...basis }));
      const medium = usual(meter);
      return medium ? [{ meter: id, name, medium, ...meanBasis([]) }] : [];
    });
}
