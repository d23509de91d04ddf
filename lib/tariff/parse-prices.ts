import { checkCoverage } from "./check-coverage";
import { parsePrice } from "./parse-price";
import { inSeason, seasonNamed } from "./season";
import type { KeyedPrice, TariffVersion } from "./tariff";
import { joinPlace, refuse } from "./tariff-error";

export type Hours = Pick<TariffVersion, "seasons" | "periods" | "holidays">;

interface WrittenPrices {
  readonly price?: unknown;
  readonly prices?: Readonly<Record<string, unknown>>;
}

export function checkPeriod({ seasons, periods }: Hours, name: string, place: string): void {
  if (Object.hasOwn(periods, name) || seasonNamed(seasons, name)) return;
  refuse(place, `there is no period or season "${name}"`);
}

/** One `price` for all time, or `prices` by period and season, of which only one may hold at a time. */
export function parsePrices(raw: WrittenPrices, hours: Hours, place: string, gapless: boolean): KeyedPrice[] {
  if ((raw.price === undefined) === (raw.prices === undefined)) refuse(place, "must have one of price, prices");
  if (raw.prices === undefined) return [{ tiers: parsePrice(raw.price, joinPlace(place, "price")) }];
  const at = joinPlace(place, "prices");
  const prices = Object.entries(raw.prices).map(([key, price]) => {
    checkPeriod(hours, key, joinPlace(at, key));
    return { key, tiers: parsePrice(price, joinPlace(at, key)) };
  });
  const rests = prices.filter(({ key }) => hours.periods[key] === "rest");
  if (rests[1]) refuse(joinPlace(at, rests[1].key), `"${rests[0]?.key}" is the rest already`);
  checkCoverage(hours, prices, at, gapless);
  return prices;
}

/** A demand is charged by the month, so what it costs cannot change within one. */
export function checkWholeMonths({ seasons }: Hours, prices: readonly KeyedPrice[], place: string): void {
  for (const { key } of prices) {
    const ranges = key === undefined ? undefined : seasons[key];
    if (!ranges) continue;
    const within = (day: string) => inSeason(ranges, day);
    for (let month = 1; month <= 12; month += 1) {
      const name = String(month).padStart(2, "0");
      const last = String(new Date(Date.UTC(2024, month, 0)).getUTCDate());
      const isWhole = within(`${name}-01`) === within(`${name}-15`) && within(`${name}-15`) === within(`${name}-28`);
      // A season that ends on 28 February has the whole month in most years.
      const end = name === "02" ? "28" : last;
      if (!isWhole || within(`${name}-28`) !== within(`${name}-${end}`)) {
        refuse(joinPlace(place, `prices/${key}`), "a demand needs a season of whole months");
      }
    }
  }
}
