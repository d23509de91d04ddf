import type { DriftConfig } from "./drift-config";
import { rounded } from "./rounded";

/** A rule's meter, and its price where it has one. */
interface Priced {
  readonly meter: string;
  readonly quantity: string;
  readonly pricePerUnit?: number;
}

/** What so much a day costs, as evidence, by the rule's price or else the tariff's of that time; nothing where neither is known. */
export function costPerDay(
  { priceOf, currency }: DriftConfig,
  { meter, quantity, pricePerUnit }: Priced,
  perDay: number,
  { from, to }: { readonly from: number; readonly to: number },
): { readonly costPerDay?: number; readonly currency?: string } {
  const price = pricePerUnit ?? priceOf(meter, quantity, from, to);
  if (price === undefined) return {};
  return { costPerDay: rounded(perDay * price, 2), ...(currency !== undefined && { currency }) };
}
