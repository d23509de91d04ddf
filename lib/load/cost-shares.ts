import { DateTime } from "luxon";
import { sharesOf } from "../erp/bearing-centre";
import type { SiteModel } from "../site/site-model";

/** A cost centre's part of a meter. */
export interface CostShare {
  readonly costCentre: string;
  readonly percent: number;
}

/** Who bears a meter at a time, ms UTC. */
export type CostShares = (at: number) => readonly CostShare[];

export const noShares: CostShares = () => [];

export function costSharesOf(site: SiteModel, meter: string): CostShares {
  const shares = sharesOf(site, meter);
  if (shares.length === 0) return noShares;
  return (at) => {
    const date = DateTime.fromMillis(at, { zone: site.timeZone }).toISODate() ?? "";
    return shares
      .filter(({ from, to }) => (from ?? "") <= date && (to === undefined || date <= to))
      .map(({ costCentre, percent }) => ({ costCentre, percent: Number(percent) }));
  };
}
