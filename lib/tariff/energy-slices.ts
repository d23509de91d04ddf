import type { BillPart } from "./bill-part";
import { type Decimal, decimalOf } from "./decimal-number";
import type { LoadInterval } from "./load";
import { eachPart } from "./metered-load";
import { meanPrice, pricesWithin, rateAt } from "./price-series";
import type { EnergyComponent, KeyedPrice, SeriesRate, Tier } from "./tariff";
import type { KeySpan } from "./tariff-days";
import { TierCount } from "./tier-steps";

/** Use that belongs to one price and tier, at a price that does not change within. */
export interface EnergySlice {
  readonly part: LoadInterval;
  /** What of the part's amount belongs to the tier; in canonical units. */
  readonly amount: number;
  /** Number of the component's price, and of the tier, from 0. */
  readonly key: number;
  readonly tier: number;
  /** Where the rate follows a series: the number of the span, each with one price. */
  readonly span: number;
}

/** Stretches of time with one price each. */
export interface PricedSpan extends KeySpan {
  /** What each tier costs in it. */
  readonly prices: readonly Decimal[];
}

/** The month's time by price; where a rate follows a series it is cut at the series' steps. */
export function pricedSpans(component: EnergyComponent, part: BillPart): PricedSpan[] {
  const { prices } = component;
  const spans = part.versionDays.spans(
    prices.map(({ key }) => key),
    part.from,
    part.to,
  );
  const means = monthMeans(prices, part);
  return prices
    .flatMap((price, key) =>
      spansOf(
        price,
        spans.filter((span) => span.key === key),
        means,
        part,
      ),
    )
    .sort((a, b) => a.from - b.from);
}

type Means = ReadonlyMap<string, Decimal>;

const seriesOf = (tiers: readonly Tier[]): SeriesRate[] =>
  tiers.map(({ rate }) => rate).filter((rate) => rate.kind === "series");

function monthMeans(prices: readonly KeyedPrice[], part: BillPart): Means {
  const ofMonth = prices.flatMap(({ tiers }) => seriesOf(tiers)).filter(({ mean }) => mean === "month");
  const span = [{ from: part.billFrom, to: part.billTo }];
  const { prices: given, timeZone } = part.request;
  return new Map(ofMonth.map(({ series }) => [series, meanPrice(pricesWithin(given, series, span, timeZone))]));
}

function spansOf({ tiers }: KeyedPrice, spans: readonly KeySpan[], means: Means, part: BillPart): PricedSpan[] {
  const { prices: given, timeZone } = part.request;
  const moving = seriesOf(tiers).filter(({ mean }) => mean === undefined);
  const costs = (tier: Tier, at: ReadonlyMap<string, number | string>): Decimal => {
    const { rate } = tier;
    if (rate.kind === "fixed") return rate.price;
    return rateAt(rate, (rate.mean ? means : at).get(rate.series) ?? Number.NaN);
  };
  let cut: { span: KeySpan; at: ReadonlyMap<string, number | string> }[] = spans.map((span) => ({
    span,
    at: new Map(),
  }));
  for (const name of new Set(moving.map(({ series }) => series))) {
    // All at once first, so that an error names the hours of the whole month.
    pricesWithin(given, name, spans, timeZone);
    cut = cut.flatMap(({ span, at }) =>
      pricesWithin(given, name, [span], timeZone).map(({ from, to, price }) => ({
        span: { from, to, key: span.key },
        at: new Map([...at, [name, price]]),
      })),
    );
  }
  return cut.map(({ span, at }) => ({ ...span, prices: tiers.map((tier) => costs(tier, at)) }));
}

/** Of each price all limits but the last's, in canonical units. */
function limitsOf(component: EnergyComponent, part: BillPart, billedKw: Decimal): number[][] {
  const size = part.load.unitSize(component.quantity, component.unit);
  const count = { month: decimalOf(1), day: decimalOf(part.billDays), kW: billedKw }[component.upToPer];
  return component.prices.map(({ tiers }) =>
    tiers.flatMap(({ upTo }) => (upTo ? [Number(upTo.times(count).times(size))] : [])),
  );
}

/** All use of a part in the order of time. */
export function eachSlice(
  component: EnergyComponent,
  part: BillPart,
  spans: readonly PricedSpan[],
  billedKw: Decimal,
  visit: (slice: EnergySlice) => void,
): void {
  const limits = limitsOf(component, part, billedKw);
  const perPeriod = component.count === "period";
  // Tiers go on counting where a new version of the tariff begins within the month.
  const before = perPeriod ? 0 : part.load.use(component.quantity, part.billFrom, part.from);
  const counts = new Map<number, TierCount>();
  const countOf = (key: number): TierCount => {
    const found = counts.get(perPeriod ? key : 0) ?? new TierCount(before);
    counts.set(perPeriod ? key : 0, found);
    return found;
  };
  eachPart(part.load.intervals(component.quantity), spans, (interval, span) => {
    const { key } = spans[span] as PricedSpan;
    const steps = limits[key] as number[];
    countOf(key).split(interval.amount, steps, (tier, share) => {
      visit({ part: interval, amount: interval.amount * share, key, tier, span });
    });
  });
}
