import { DateTime } from "luxon";
import { EnergyError } from "../contract/error";
import type { DynamicPrice, DynamicPrices } from "./bill-request";
import { type Decimal, decimalOf, zero } from "./decimal-number";
import { firstAfter } from "./metered-load";
import type { SeriesRate } from "./tariff";

const hourMs = 3_600_000;
const gapsNamed = 5;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A series within a span, in order and without gaps; throws PRICE_MISSING naming the hours without a price. */
export function pricesWithin(
  prices: DynamicPrices | undefined,
  series: string,
  spans: readonly Span[],
  timeZone: string,
): DynamicPrice[] {
  const all = prices?.[series] ?? [];
  const found: DynamicPrice[] = [];
  const gaps: Span[] = [];
  for (const span of spans) {
    let at = span.from;
    for (let next = firstAfter(all, at); next < all.length && at < span.to; next += 1) {
      const price = all[next] as DynamicPrice;
      if (price.from >= span.to) break;
      if (price.from > at) gaps.push({ from: at, to: price.from });
      found.push({ from: Math.max(price.from, at), to: Math.min(price.to, span.to), price: price.price });
      at = Math.max(at, price.to);
    }
    if (at < span.to) gaps.push({ from: at, to: span.to });
  }
  if (gaps.length > 0) throw missing(series, gaps, timeZone);
  return found;
}

function missing(series: string, gaps: readonly Span[], timeZone: string): EnergyError {
  const clock = (at: number) => DateTime.fromMillis(at, { zone: timeZone }).toISO()?.slice(0, 16).replace("T", " ");
  const named = gaps.slice(0, gapsNamed).map(({ from, to }) => `${clock(from)} – ${clock(to)}`);
  const hours = gaps.reduce((sum, { from, to }) => sum + (to - from) / hourMs, 0);
  const more = gaps.length > gapsNamed ? " …" : "";
  return new EnergyError("PRICE_MISSING", { series, count: Math.ceil(hours), hours: `${named.join(", ")}${more}` });
}

/** What one unit costs where the series stands at `price`. */
export function rateAt(rate: SeriesRate, price: number | string | Decimal): Decimal {
  let result = decimalOf(price).times(rate.factor).plus(rate.add);
  if (rate.atLeast && result.lt(rate.atLeast)) result = rate.atLeast;
  if (rate.atMost && result.gt(rate.atMost)) result = rate.atMost;
  return result;
}

/** The mean of the series over its time. */
export function meanPrice(prices: readonly DynamicPrice[]): Decimal {
  let sum = zero;
  let time = 0;
  for (const { from, to, price } of prices) {
    sum = sum.plus(decimalOf(price).times(to - from));
    time += to - from;
  }
  return time === 0 ? zero : sum.div(time);
}
