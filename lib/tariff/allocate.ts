import type { Allocation, AllocationRequest } from "./allocation-request";
import { billOfMonths } from "./bill";
import { billedMonths } from "./bill-parts";
import { centreTotals } from "./centre-totals";
import { CentreUse } from "./centre-use";
import { checkAllocation } from "./dated-shares";
import { type Decimal, written, zero } from "./decimal-number";
import { type Posting, restCentre } from "./posting";
import { type SharedCharge, sharedCharges } from "./shared-charges";

/**
 * Shares a bill among cost centres. Each line is cut by largest remainder, so the postings add up to the bill to the
 * cent. Throws SHARES_INVALID with the place, and what `billOf` throws.
 */
export function allocate(request: AllocationRequest): Allocation {
  checkAllocation(request);
  const billed = billedMonths(request.bill);
  const use = new CentreUse(request);
  const shared = billed.flatMap(({ parts }) => parts.flatMap((part) => sharedCharges(part, request, use)));
  const postings = postingsOf(request, shared);
  return { bill: billOfMonths(request.bill, billed), postings, totals: centreTotals(request.costCentres, postings) };
}

interface Booked {
  amount: Decimal;
  quantity: Decimal | undefined;
  unit: string | undefined;
  decimals: number;
}

/** One posting for each cost centre and component to which anything belongs. */
function postingsOf(request: AllocationRequest, shared: readonly SharedCharge[]): Posting[] {
  const { site, supply, version, bill } = request;
  const centres = [...request.costCentres.map(({ id }) => id), restCentre];
  const booked = new Map<string, Booked>();
  for (const { charge, amounts, quantities } of shared) {
    centres.forEach((centre, index) => {
      const name = JSON.stringify([centre, charge.component.id]);
      const known = booked.get(name);
      const quantity = quantities?.[index];
      booked.set(name, {
        amount: (known?.amount ?? zero).plus(amounts[index] ?? zero),
        quantity: quantity ? (known?.quantity ?? zero).plus(quantity) : known?.quantity,
        unit: quantities ? charge.unit : known?.unit,
        decimals: Math.max(known?.decimals ?? 2, charge.component.rounding.decimals),
      });
    });
  }
  return [...booked].flatMap(([name, { amount, quantity, unit, decimals }]) => {
    if (amount.eq(0) && !quantity?.gt(0)) return [];
    const [costCentre, component] = JSON.parse(name) as [string, string];
    const what = quantity && unit !== undefined ? { quantity: written(quantity.round(6)), unit } : {};
    const { from, to, currency } = bill;
    const posting = { site, supply, from, to, version, costCentre, component, ...what };
    return { ...posting, amount: amount.toFixed(decimals), currency };
  });
}
