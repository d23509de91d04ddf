import { billOf } from "./bill";
import type { BillRequest, PeriodBill } from "./bill-request";
import { decimalOf } from "./decimal-number";
import type { Tariff } from "./tariff";

/** What a load would have cost under one of several tariffs. */
export interface ComparedTariff {
  readonly bill: PeriodBill;
  /** What it costs more than the cheapest, a decimal string. */
  readonly more: string;
  /** The same in percent of the cheapest, with one place; absent where the cheapest costs nothing or less. */
  readonly morePercent?: string;
}

/** What-if: the same load under several tariffs, cheapest first; equal ones keep their order. */
export function compareTariffs(request: Omit<BillRequest, "tariff">, tariffs: readonly Tariff[]): ComparedTariff[] {
  const bills = tariffs
    .map((tariff) => billOf({ ...request, tariff }))
    .sort((a, b) => decimalOf(a.amount).cmp(b.amount));
  const least = decimalOf(bills[0]?.amount ?? 0);
  return bills.map((bill) => {
    const more = decimalOf(bill.amount).minus(least);
    return {
      bill,
      more: more.toFixed(Math.max(2, bill.amount.split(".")[1]?.length ?? 0)),
      ...(least.gt(0) && { morePercent: more.div(least).times(100).toFixed(1) }),
    };
  });
}
