import Big from "big.js";
import type { Bill } from "../contract/messages";
import type { SiteModel } from "../site/site-model";
import type { Posting } from "../tariff/posting";
import { restCentre } from "../tariff/posting";
import type { MonthCosts, ReportCosts } from "./month-costs";
import type { BillView, CentreCosts, CostSection } from "./report-model";

/** Null where there are no bills of the month. Sums are exact decimals; the rest position comes last. */
export function costSection({ month, before, lastYear }: ReportCosts, site: SiteModel): CostSection | null {
  const first = month?.bills[0];
  if (!month || !first) return null;
  return {
    currency: first.currency,
    total: totalOf(month),
    before: before && before.bills.length > 0 ? totalOf(before) : null,
    lastYear: lastYear && lastYear.bills.length > 0 ? totalOf(lastYear) : null,
    bills: month.bills.map((bill) => billView(bill, site)),
    centres: centresOf(month.postings, site),
  };
}

const totalOf = ({ bills }: MonthCosts): string => sumOf(bills.map(({ amount }) => amount));

const sumOf = (amounts: readonly string[]): string =>
  amounts.reduce((sum, amount) => sum.plus(amount), new Big(0)).toFixed(2);

const nameIn = (list: readonly { readonly id: string; readonly name: string }[], id: string | undefined): string =>
  list.find((one) => one.id === id)?.name ?? id ?? "";

const billView = ({ supply, meter, tariff, provisional, lines, amount }: Bill, site: SiteModel): BillView => ({
  name: supply === undefined ? nameIn(site.meters, meter) : nameIn(site.supplies, supply),
  tariff: tariff === undefined ? null : nameIn(site.tariffs, tariff),
  provisional: provisional === true,
  lines,
  amount,
});

function centresOf(postings: readonly Posting[], { costCentres }: SiteModel): CentreCosts[] {
  const centres = new Map<string, Posting[]>();
  for (const posting of postings) {
    const known = centres.get(posting.costCentre);
    if (known) known.push(posting);
    else centres.set(posting.costCentre, [posting]);
  }
  const order = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
    Number(a === restCentre) - Number(b === restCentre) || a.localeCompare(b);
  return [...centres].sort(order).map(([id, items]) => ({
    id,
    name: nameIn(costCentres, id),
    amount: sumOf(items.map(({ amount }) => amount)),
    items: items.map(({ supply, component, quantity, unit, amount }) => ({
      supply,
      component,
      quantity: quantity ?? null,
      unit: unit ?? null,
      amount,
    })),
  }));
}
