import type { CentreTotal, CostCentre } from "./allocation-request";
import { type Decimal, zero } from "./decimal-number";
import { type Posting, restCentre } from "./posting";

/** Each cost centre's postings, and with them those of all below it; the rest stands by itself. */
export function centreTotals(centres: readonly CostCentre[], postings: readonly Posting[]): CentreTotal[] {
  const parents = new Map(centres.map(({ id, parent }) => [id, parent]));
  const own = new Map<string, Decimal>();
  const all = new Map<string, Decimal>();
  const add = (sums: Map<string, Decimal>, id: string, amount: string) => {
    sums.set(id, (sums.get(id) ?? zero).plus(amount));
  };
  for (const { costCentre, amount } of postings) {
    add(own, costCentre, amount);
    for (let id: string | undefined = costCentre; id !== undefined; id = parents.get(id)) add(all, id, amount);
  }
  const places = Math.max(2, ...postings.map(({ amount }) => amount.split(".")[1]?.length ?? 0));
  const text = (sums: Map<string, Decimal>, id: string) => (sums.get(id) ?? zero).toFixed(places);
  return [...centres.map(({ id }) => id), restCentre].map((id) => ({
    costCentre: id,
    own: text(own, id),
    withChildren: text(all, id),
  }));
}
