import type { Reading } from "../contract/messages";
import type { PriceSeries } from "../site/cost-model";
import type { PastAnswer, PastQuestion } from "../step/step";
import type { DynamicPrice, DynamicPrices } from "../tariff/bill-request";

/** How prices are written in readings: the site's currency for a kWh. */
export const priceQuantity = "energy_price";
const pageSize = 5000;

/** The prices of a period from the readings that brought them; what is missing is missing. */
export function* pricesOf(
  series: readonly PriceSeries[],
  from: number,
  to: number,
): Generator<PastQuestion, DynamicPrices, PastAnswer> {
  const prices: Record<string, readonly DynamicPrice[]> = {};
  for (const { id, minutes } of series) prices[id] = yield* pricesOfOne(id, minutes * 60_000, from, to);
  return prices;
}

function* pricesOfOne(
  meter: string,
  lengthMs: number,
  from: number,
  to: number,
): Generator<PastQuestion, DynamicPrice[], PastAnswer> {
  const prices: DynamicPrice[] = [];
  for (let next = from - lengthMs + 1; ; ) {
    const page = (yield { ask: "readings", meter, from: next, limit: pageSize }) as readonly Reading[];
    for (const { at, values } of page) {
      const price = values[priceQuantity];
      if (at < to && price !== undefined) prices.push({ from: at, to: at + lengthMs, price });
    }
    const last = page.at(-1);
    if (page.length < pageSize || !last || last.at >= to) return withoutOverlaps(prices);
    next = last.at + 1;
  }
}

/** In the order of time: where quarter-hour prices follow hourly ones the earlier ends when the next begins. */
export const withoutOverlaps = (prices: readonly DynamicPrice[]): DynamicPrice[] =>
  prices.map((price, index) => ({ ...price, to: Math.min(price.to, prices[index + 1]?.from ?? price.to) }));
