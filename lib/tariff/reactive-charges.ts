import type { BillPart } from "./bill-part";
import { type Charge, chargeOf, rounded, sumOfCharges } from "./charge";
import { CompensatedSum } from "./compensated-sum";
import { type Decimal, decimalOf, measured, written, zero } from "./decimal-number";
import { eachPart } from "./metered-load";
import type { PowerFactorComponent, ReactiveComponent } from "./tariff";

function monthSum(part: BillPart, quantity: string, period: string | undefined): Decimal {
  const sum = new CompensatedSum();
  const spans = part.versionDays.spans([period], part.from, part.to);
  eachPart(part.load.intervals(quantity), spans, ({ amount }) => sum.add(amount));
  return measured(sum.value);
}

/** The kvarh above the free share of the kWh. */
export function reactiveCharge(component: ReactiveComponent, part: BillPart): Charge {
  const { quantity, active, share, price, period } = component;
  const kvarh = monthSum(part, quantity, period);
  const kwh = monthSum(part, active, period);
  const free = kwh.times(share);
  return chargeOf(component, {
    ...(period !== undefined && { period }),
    amountOf: kvarh.gt(free) ? kvarh.minus(free) : zero,
    unit: "kvarh",
    price,
    reason: { code: "excess-reactive", kvarh: written(kvarh), kwh: written(kwh), free: written(free) },
  });
}

/** So near to a step, a power factor is at it: roots are irrational. */
const placesOfFactor = 12;

/** kWh ÷ √(kWh² + kvarh²); 1 where nothing was used. */
export function powerFactor(kwh: Decimal, kvarh: Decimal): Decimal {
  const apparent = kwh.times(kwh).plus(kvarh.times(kvarh)).sqrt();
  return apparent.eq(0) ? decimalOf(1) : kwh.div(apparent).round(placesOfFactor);
}

/** A percentage of some lines for each whole hundredth below the reference; no line at or above it. */
export function powerFactorCharge(component: PowerFactorComponent, part: BillPart, lines: readonly Charge[]): Charge[] {
  const kwh = monthSum(part, component.active, undefined);
  const kvarh = monthSum(part, component.quantity, undefined);
  const factor = powerFactor(kwh, kvarh);
  const steps = rounded(component.reference.minus(factor).times(100), { decimals: 0, mode: "down" });
  if (steps.lte(0)) return [];
  const base = sumOfCharges(lines);
  const percent = component.percent.times(steps);
  return [
    chargeOf(component, {
      amountOf: base,
      unit: "%",
      price: percent,
      exact: base.times(percent).div(100),
      reason: {
        code: "power-factor",
        factor: written(factor.round(4)),
        reference: written(component.reference),
        steps: Number(steps),
      },
    }),
  ];
}
