import type { BillPart } from "./bill-part";
import { type Charge, chargeOf } from "./charge";
import { type Decimal, decimalOf, written } from "./decimal-number";
import type { CapacityComponent, FixedComponent, TimeUnit } from "./tariff";

/** How many days, months or years a part of a month is: part of a month counts by its days, a year is twelve months. */
export function timeOf(part: BillPart, per: TimeUnit): Decimal {
  const days = decimalOf(part.days);
  if (per === "day") return days;
  return per === "month" ? days.div(part.month.days) : days.div(part.month.days * 12);
}

export function fixedCharge(component: FixedComponent, part: BillPart): Charge {
  const { per, price } = component;
  return chargeOf(component, {
    amountOf: timeOf(part, per),
    unit: per,
    price,
    reason: { code: "standing-charge", days: part.days },
  });
}

/** The contracted capacity is what is charged for, used or not; the price in the line is the one for its time. */
export function capacityCharge(component: CapacityComponent, part: BillPart): Charge {
  const { contracted, unit, price, per } = component;
  const time = timeOf(part, per);
  return chargeOf(component, {
    amountOf: contracted,
    unit,
    price: price.times(time),
    reason: { code: "contracted", price: written(price), per },
  });
}
