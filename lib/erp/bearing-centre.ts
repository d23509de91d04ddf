import { DateTime } from "luxon";
import { datedShares } from "../costing/bearers";
import type { SiteModel } from "../site/site-model";
import type { DatedShare } from "../tariff/allocation-request";

/**
 * The cost centre that bears a meter alone at a time (ms UTC), by its own allocation, its machine's or its department's;
 * null where none does or several share it.
 */
export function bearingCentres(site: SiteModel): (meter: string, at: number) => string | null {
  const shares = new Map(site.meters.map(({ id }) => [id, sharesOf(site, id)]));
  return (meter, at) => {
    const all = shares.get(meter) ?? [];
    if (all.length === 0) return null;
    const isDated = all.some(({ from, to }) => from !== undefined || to !== undefined);
    const date = isDated ? (DateTime.fromMillis(at, { zone: site.timeZone }).toISODate() ?? "") : "";
    const now = all.filter(({ from, to }) => !isDated || ((from ?? "") <= date && (to === undefined || date <= to)));
    const [only, ...others] = now.filter(({ percent }) => Number(percent) > 0);
    return only && others.length === 0 && Number(only.percent) === 100 ? only.costCentre : null;
  };
}

function sharesOf({ allocations, meters, machines }: SiteModel, id: string): readonly DatedShare[] {
  const meter = meters.find((one) => one.id === id);
  const machine = machines.find((one) => one.id === meter?.machine);
  const subjects = [
    ["meter", id],
    ["machine", machine?.id],
    ["department", meter?.department ?? machine?.department],
  ] as const;
  for (const [kind, subject] of subjects) {
    const entries = allocations.filter(({ of }) => of.kind === kind && of.id === subject);
    if (entries.length > 0) return datedShares(entries);
  }
  return [];
}
