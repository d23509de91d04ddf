import { quantities } from "../metering/quantities";
import type { PriceSeries, Supply } from "../site/cost-model";
import { mediumOf } from "../site/medium";
import type { MeterModel, SiteModel } from "../site/site-model";
import type { Tariff } from "../tariff/tariff";
import { type BearerKind, type Bearers, bearersOf } from "./bearers";

/** All that the costs of a site follow from, besides its intervals and prices. */
export interface CostRules {
  /** Undefined: of whichever site a message is. */
  readonly site?: string;
  readonly timeZone: string;
  readonly currency: string;
  /** Local dates. */
  readonly holidays: ReadonlySet<string>;
  readonly tariffs: ReadonlyMap<string, Tariff>;
  readonly supplies: readonly Supply[];
  /** The supply that a meter draws from; undefined: its use is not billed. */
  supplyOf(meter: string): Supply | undefined;
  readonly prices: readonly PriceSeries[];
  /** Among whom a supply's costs are shared. */
  bearers(supply: Supply, by: BearerKind): Bearers;
  /** Length of the intervals that are priced as they come, ms. */
  readonly intervalMs: number;
}

const quarterMs = 15 * 60_000;

/** The rules of a plant. A meter draws from the supply of the nearest meter upstream; without one from the only supply of its medium. */
export function costRulesOf(site: SiteModel): CostRules {
  const tariffs = new Map(site.tariffs.map((tariff) => [tariff.id, tariff]));
  const supplyOf = suppliesOf(site, tariffs);
  const holidays = site.calendars.find(({ id }) => id === site.calendar)?.holidays ?? [];
  return {
    site: site.id,
    timeZone: site.timeZone,
    currency: site.currency,
    holidays: new Set(holidays),
    tariffs,
    supplies: site.supplies,
    supplyOf: (meter) => supplyOf.get(meter),
    prices: site.prices,
    bearers: (supply, by) => bearersOf(site, ({ id }) => supplyOf.get(id)?.id === supply.id, supply, by),
    intervalMs: quarterMs,
  };
}

function suppliesOf(site: SiteModel, tariffs: ReadonlyMap<string, Tariff>): Map<string, Supply> {
  const parents = new Map(site.meters.map(({ id, parent }) => [id, parent]));
  const byMeter = new Map(site.supplies.map((supply) => [supply.meter, supply]));
  const upstream = (id: string | undefined): Supply | undefined => {
    for (let above = id; above !== undefined; above = parents.get(above)) {
      const supply = byMeter.get(above);
      if (supply) return supply;
    }
    return undefined;
  };
  const ofMedium = (meter: MeterModel): Supply | undefined => {
    const medium = mediumOf(meter) ?? "electricity";
    const [only, ...others] = site.supplies.filter(({ tariff }) => mediumOfTariff(tariffs.get(tariff)) === medium);
    return others.length === 0 ? only : undefined;
  };
  return new Map(
    site.meters.flatMap((meter) => {
      const supply = upstream(meter.id) ?? ofMedium(meter);
      return supply ? [[meter.id, supply] as const] : [];
    }),
  );
}

const mediumOfTariff = (tariff: Tariff | undefined) => quantities.get(tariff?.quantity ?? "")?.medium;
