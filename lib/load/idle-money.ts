import { digits } from "./finding";
import type { IdleRule } from "./idle-rule";
import type { LoadMeter } from "./load-config";

/** A stretch of use, ms UTC. */
interface UsedBetween {
  readonly from: number;
  readonly to: number;
}

/** Amounts of kWh as money, by the rule's price or else the tariff's of that time; nothing where neither is known. */
export function moneyOf(
  kwh: Readonly<Record<string, number>>,
  rule: IdleRule,
  { priceOf, currency }: LoadMeter,
  { from, to }: UsedBetween,
): Readonly<Record<string, number | string>> {
  const price = rule.pricePerUnit ?? priceOf(from, to);
  if (price === undefined) return {};
  const money = Object.entries(kwh).map(([name, amount]) => [name, digits(amount * price)]);
  return { ...Object.fromEntries(money), ...(currency !== undefined && { currency }) };
}
