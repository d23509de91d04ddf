import type { BillPart } from "./bill-part";
import { type Charge, chargeOf } from "./charge";
import { type Decimal, written, zero } from "./decimal-number";
import { timeOf } from "./standing-charges";
import type { MinimumComponent, PercentComponent } from "./tariff";

const sumOf = (charges: readonly Charge[]): Decimal => charges.reduce((sum, { amount }) => sum.plus(amount), zero);

/** A percentage of lines that are already rounded. */
export function percentCharge(component: PercentComponent, charges: readonly Charge[]): Charge {
  const { on, percent } = component;
  const base = sumOf(on ? charges.filter((charge) => on.includes(charge.component.id)) : charges);
  return chargeOf(component, {
    amountOf: base,
    unit: "%",
    price: percent,
    exact: base.times(percent).div(100),
    reason: { code: component.kind, on: on?.join(", ") ?? "all" },
  });
}

/** What is lacking to the least bill; no line where nothing is. */
export function minimumCharge(component: MinimumComponent, part: BillPart, charges: readonly Charge[]): Charge[] {
  const least = component.amount.times(timeOf(part, component.per));
  const sum = sumOf(charges);
  if (sum.gte(least)) return [];
  return [
    chargeOf(component, {
      amountOf: least.minus(sum),
      unit: "currency",
      price: sum.minus(sum).plus(1),
      reason: { code: "minimum-bill", least: written(least), sum: written(sum) },
    }),
  ];
}
