import { EnergyError } from "../contract/error";
import { isBilledAs } from "../site/metered-energy";
import type { SiteModel } from "../site/site-model";
import { billOf } from "../tariff/bill";
import type { LoadInterval } from "../tariff/load";
import type { Component, Tariff } from "../tariff/tariff";
import { type CostRules, costRulesOf } from "./cost-rules";
import { liveTariff } from "./live-cost";

/**
 * What one unit of a meter's quantity costs where it is used evenly from `from` to `to`, ms UTC, in the site's currency: with levies
 * and taxes, by the first tier. Undefined where no tariff bills the quantity at that time, or its prices come as readings.
 */
export type UsePrice = (meter: string, quantity: string, from: number, to: number) => number | undefined;

export const noUsePrice: UsePrice = () => undefined;

const quarterMs = 900_000;
/** Of what lasts longer the last weeks say what it costs. */
const longestMs = 31 * 86_400_000;
/** A shift of a hundred machines, or a day of a hundred meters, is asked for again and again. */
const mostKnown = 1000;

/** Made once for a site model. */
export function usePriceOf(site: SiteModel): UsePrice {
  if (site.supplies.length === 0) return noUsePrice;
  const rules = costRulesOf(site);
  const tariffs = new Map([...rules.tariffs.values()].map((tariff) => [tariff.id, firstTier(liveTariff(tariff))]));
  const known = new Map<string, number | undefined>();
  return (meter, quantity, begin, end) => {
    const tariff = tariffs.get(rules.supplyOf(meter)?.tariff ?? "");
    if (!tariff || !isBilledAs(quantity, tariff.quantity)) return undefined;
    const { from, to } = wholeQuarters(begin, end);
    const name = `${tariff.id} ${from} ${to}`;
    if (!known.has(name)) {
      if (known.size >= mostKnown) known.clear();
      known.set(name, priceBetween(rules, tariff, from, to));
    }
    return known.get(name);
  };
}

/** The nearest ones; of less than one that in which it begins. */
function wholeQuarters(begin: number, end: number): { readonly from: number; readonly to: number } {
  const to = Math.round(end / quarterMs) * quarterMs;
  const from = Math.round(Math.max(begin, end - longestMs) / quarterMs) * quarterMs;
  const holding = Math.floor(begin / quarterMs) * quarterMs;
  return from < to ? { from, to } : { from: holding, to: holding + quarterMs };
}

function firstTier(tariff: Tariff): Tariff {
  const first = (component: Component): Component =>
    "prices" in component && component.kind !== "demand"
      ? {
          ...component,
          prices: component.prices.map((price) => ({
            ...price,
            tiers: price.tiers.slice(0, 1).map(({ rate }) => ({ rate })),
          })),
        }
      : component;
  return {
    ...tariff,
    versions: tariff.versions.map((version) => ({ ...version, components: version.components.map(first) })),
  };
}

/** So many units in each quarter of an hour, because a litre costs less than what lines are rounded to. */
const units = 1000;

function priceBetween(rules: CostRules, tariff: Tariff, from: number, to: number): number | undefined {
  const { timeZone, currency, holidays } = rules;
  const load: LoadInterval[] = [];
  for (let at = from; at < to; at += quarterMs) {
    load.push({ from: at, to: at + quarterMs, amount: units, quality: "measured" });
  }
  try {
    const bill = billOf({ tariff, load: { [tariff.quantity]: load }, from, to, timeZone, currency, holidays });
    return Number(bill.amount) / (units * load.length);
  } catch (thrown) {
    if (thrown instanceof EnergyError && withoutPrice.has(thrown.code)) return undefined;
    throw thrown;
  }
}

const withoutPrice: ReadonlySet<string> = new Set(["PRICE_MISSING", "TARIFF_MISSING"]);
