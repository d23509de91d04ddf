import { EnergyError } from "../contract/error";
import type { Posting } from "../tariff/posting";
import type { Row } from "./cell";
import type { ExportData } from "./export-data";
import type { ExportPeriod } from "./export-period";
import type { ExportSite } from "./export-site";
import type { SourceRows } from "./source-rows";

/** The postings of the bills of a period, in the order of their bills. Rejects with EXPORT_NO_POSTINGS where nobody makes them. */
export async function* postingRows(
  profile: string,
  site: ExportSite,
  data: ExportData,
  period: ExportPeriod,
): SourceRows {
  if (!data.postings) throw new EnergyError("EXPORT_NO_POSTINGS", { profile });
  const { postings, provisional } = await data.postings(period);
  for (const posting of postings) yield postingRow(posting, site);
  return { provisional };
}

export function postingRow(posting: Posting, site: ExportSite): Row {
  const { supply, costCentre, component, quantity, unit, amount, currency, version } = posting;
  return {
    site: posting.site,
    siteName: site.name,
    supply,
    supplyName: site.supplyName(supply),
    costCentre,
    costCentreName: site.costCentreName(costCentre),
    component,
    from: { at: posting.from },
    to: { at: posting.to },
    version: { number: String(version) },
    quantity: quantity === undefined ? null : { number: quantity },
    unit: unit ?? null,
    amount: { number: amount },
    currency,
  };
}
