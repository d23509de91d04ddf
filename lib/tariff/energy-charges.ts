import type { LineReason } from "../contract/messages";
import type { BillPart } from "./bill-part";
import { type Charge, chargeOf } from "./charge";
import { CompensatedSum } from "./compensated-sum";
import { type Decimal, measured, written, zero } from "./decimal-number";
import { eachSlice, type PricedSpan, pricedSpans } from "./energy-slices";
import type { EnergyComponent, KeyedPrice, Tier } from "./tariff";

/** Use of one price and tier, by the spans in which it costs the same. */
type UseBySpan = Map<number, CompensatedSum>;

/** One line for each period and tier; `billedKw` is what tiers per kW are counted for. */
export function energyCharges(component: EnergyComponent, part: BillPart, billedKw: Decimal): Charge[] {
  const spans = pricedSpans(component, part);
  const uses: UseBySpan[][] = component.prices.map(({ tiers }) => tiers.map(() => new Map()));
  const moving = component.prices.map(({ tiers }) => tiers.map(isMoving));
  eachSlice(component, part, spans, billedKw, ({ amount, key, tier, span }) => {
    const use = uses[key]?.[tier] as UseBySpan;
    const at = moving[key]?.[tier] ? span : 0;
    const sum = use.get(at) ?? new CompensatedSum();
    sum.add(amount);
    use.set(at, sum);
  });
  const present = new Set(spans.map(({ key }) => key));
  return component.prices.flatMap((price, key) =>
    present.has(key) ? linesOf(component, price, key, uses[key] ?? [], spans, part) : [],
  );
}

const isMoving = ({ rate }: Tier): boolean => rate.kind === "series" && rate.mean === undefined;

function linesOf(
  component: EnergyComponent,
  price: KeyedPrice,
  key: number,
  uses: readonly UseBySpan[],
  spans: readonly PricedSpan[],
  part: BillPart,
): Charge[] {
  const size = part.load.unitSize(component.quantity, component.unit);
  const sign = component.kind === "export" ? -1 : 1;
  return price.tiers.flatMap((tier, index) => {
    const use = uses[index] as UseBySpan;
    // Steps that were not reached have no line; the first stands for the whole where nothing was used.
    if (use.size === 0 && index > 0) return [];
    let [amountOf, exact] = [zero, zero];
    for (const [at, sum] of use) {
      const units = measured(sum.value).div(size);
      const span = isMoving(tier) ? spans[at] : spans.find((each) => each.key === key);
      amountOf = amountOf.plus(units);
      exact = exact.plus(units.times(span?.prices[index] ?? zero));
    }
    const first = spans.find((span) => span.key === key)?.prices[index] ?? zero;
    const mean = isMoving(tier) && !amountOf.eq(0) ? exact.div(amountOf) : first;
    return chargeOf(component, {
      ...(price.key !== undefined && { period: price.key }),
      ...(price.tiers.length > 1 && { tier: index + 1 }),
      amountOf,
      unit: component.unit,
      price: mean.times(sign),
      exact: exact.times(sign),
      reason: reasonOf(component, price, index),
    });
  });
}

function reasonOf({ upToPer }: EnergyComponent, { tiers }: KeyedPrice, index: number): LineReason {
  const { rate, upTo } = tiers[index] as Tier;
  if (rate.kind === "series") return { code: rate.mean ? "mean-price" : "dynamic-price", series: rate.series };
  if (tiers.length === 1) return { code: "use" };
  const above = tiers[index - 1]?.upTo;
  return {
    code: "use-in-tier",
    above: above ? written(above) : "0",
    ...(upTo && { upTo: written(upTo) }),
    per: upToPer,
  };
}
