import type { CostLine } from "../contract/messages";
import { type Decimal, decimalOf, written, zero } from "./decimal-number";

const placesOfMeanPrice = 6;
/** Twelve twelfths, each written with twelve places, are one. */
const placesOfSum = 9;

/** Exact sum of amounts, with as many places as the one that has most. */
export function sumOfAmounts(amounts: readonly string[]): string {
  const places = Math.max(2, ...amounts.map((amount) => amount.split(".")[1]?.length ?? 0));
  return amounts.reduce((sum, amount) => sum.plus(amount), zero).toFixed(places);
}

/**
 * One line for each component, period and tier: amounts are added, a price that changed is a mean. `order` are the
 * ids of the components in the order in which they are to stand.
 */
export function sumLines(lines: readonly CostLine[], order: readonly string[]): CostLine[] {
  const groups = new Map<string, CostLine[]>();
  for (const line of lines) {
    const name = JSON.stringify([line.component, line.period, line.tier, line.unit]);
    const group = groups.get(name);
    if (group) group.push(line);
    else groups.set(name, [line]);
  }
  const place = new Map(order.map((id, index) => [id, index]));
  const placeOf = ({ component }: CostLine): number => place.get(component) ?? order.length;
  return [...groups.values()].map(sumOfGroup).sort((a, b) => placeOf(a) - placeOf(b));
}

function sumOfGroup(group: readonly CostLine[]): CostLine {
  const [first] = group as [CostLine];
  if (group.length === 1) return first;
  const amountOf = group.reduce((sum, line) => sum.plus(line.amountOf), zero).round(placesOfSum);
  const amount = sumOfAmounts(group.map((line) => line.amount));
  const samePrice = group.every((line) => line.price === first.price);
  const price = samePrice ? first.price : written(meanOf(decimalOf(amount), amountOf, first.unit));
  const { reason: _ofOneMonth, ...line } = first;
  return { ...line, amountOf: written(amountOf), price, amount, reason: { code: "sum", lines: group.length } };
}

function meanOf(amount: Decimal, amountOf: Decimal, unit: string): Decimal {
  if (amountOf.eq(0)) return zero;
  const mean = amount.div(amountOf);
  return (unit === "%" ? mean.times(100) : mean).round(placesOfMeanPrice);
}
