import type { BillPart } from "./bill-part";
import { type Charge, chargeOf, sumOfCharges } from "./charge";
import { decimalOf, written } from "./decimal-number";
import { timeOf } from "./standing-charges";
import type { MinimumComponent, PercentComponent } from "./tariff";

/** A reason's facts are short words in every interface. */
const longestFact = 200;

/** A percentage of lines that are already rounded. */
export function percentCharge(component: PercentComponent, lines: readonly Charge[]): Charge {
  const { on, percent } = component;
  const base = sumOfCharges(lines);
  return chargeOf(component, {
    amountOf: base,
    unit: "%",
    price: percent,
    exact: base.times(percent).div(100),
    reason: { code: component.kind, on: on?.join(", ").slice(0, longestFact) ?? "all" },
  });
}

/** What is lacking to the least bill; no line where nothing is. */
export function minimumCharge(component: MinimumComponent, part: BillPart, charges: readonly Charge[]): Charge[] {
  const least = component.amount.times(timeOf(part, component.per));
  const sum = sumOfCharges(charges);
  if (sum.gte(least)) return [];
  return [
    chargeOf(component, {
      amountOf: least.minus(sum),
      unit: part.request.currency,
      price: decimalOf(1),
      reason: { code: "minimum-bill", least: written(least), sum: written(sum) },
    }),
  ];
}
