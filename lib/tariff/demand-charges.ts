import type { BillPart } from "./bill-part";
import { type BilledDemand, billedDemands, settledYear } from "./billed-demand";
import { type Charge, chargeOf } from "./charge";
import { type Decimal, decimalOf, written, zero } from "./decimal-number";
import type { MeteredPeaks } from "./metered-peaks";
import type { DemandComponent, Tier } from "./tariff";

export interface DemandBill {
  readonly charges: readonly Charge[];
  /** The highest power billed; tiers per kW are counted for it. */
  readonly billed: Decimal;
}

/** One line for each period and block of kW. */
export function demandCharges(component: DemandComponent, part: BillPart, peaks: MeteredPeaks): DemandBill {
  const demands = billedDemands(component, part, peaks);
  const charges = demands.flatMap((demand) => blocks(component, part, peaks, demand));
  const billed = demands.reduce((high, demand) => (demand.billed.gt(high) ? demand.billed : high), zero);
  return { charges, billed };
}

function blocks(component: DemandComponent, part: BillPart, peaks: MeteredPeaks, demand: BilledDemand): Charge[] {
  const price = component.prices[demand.key];
  if (!price) return [];
  const settles = component.per === "year" && component.peakOf === "year";
  const whole = settles ? settledYear(component, part, peaks, demand) : demand.billed;
  const time = timeShare(component, part, settles);
  return price.tiers.flatMap((tier, index) => {
    const from = price.tiers[index - 1]?.upTo ?? zero;
    const kw = within(whole, from, tier.upTo);
    if (index > 0 && kw.eq(0)) return [];
    const rate = fixedPrice(tier);
    return chargeOf(component, {
      ...(price.key !== undefined && { period: price.key }),
      ...(price.tiers.length > 1 && { tier: index + 1 }),
      amountOf: kw,
      unit: component.unit,
      price: rate.times(time),
      reason: {
        ...demand.reason,
        ...(settles && { code: "peak-of-year", billed: written(demand.billed) }),
        ...(!time.eq(1) && { price: written(rate), per: component.per }),
      },
    });
  });
}

/** Prices of demand follow no series; the parser sees to that. */
const fixedPrice = ({ rate }: Tier): Decimal => (rate.kind === "fixed" ? rate.price : zero);

function within(value: Decimal, from: Decimal, to: Decimal | undefined): Decimal {
  const end = to?.lt(value) ? to : value;
  return end.gt(from) ? end.minus(from) : zero;
}

/** A month's price is charged in full however short the bill is, and by days where the tariff changes within. */
function timeShare({ per }: DemandComponent, part: BillPart, settled: boolean): Decimal {
  if (per === "day") return decimalOf(part.days);
  const ofMonth = part.billDays === 0 ? decimalOf(1) : decimalOf(part.days).div(part.billDays);
  return per === "month" || settled ? ofMonth : ofMonth.div(12);
}
