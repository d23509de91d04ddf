import type { CompletenessCount } from "../metering/completeness";
import { type Medium, quantities } from "../metering/quantities";
import { mediumOf, mediumShownBy } from "./medium";
import { energyQuantities } from "./metered-energy";
import { plantGroups } from "./plant-groups";
import { isVirtualMeter, type MeterModel, type SiteModel } from "./site-model";

/** What meters upstream have counted, against the sum of those below them. */
export interface Balance {
  readonly meters: readonly string[];
  readonly submeters: readonly string[];
  readonly quantity: string;
  readonly amount: number;
  readonly submetered: number;
  /** What no sub-meter sees; negative where they see more. */
  readonly difference: number;
  /** Of `amount`; null where that is 0. */
  readonly differencePercent: number | null;
  /** False where time of a meter is missing, so that the difference says nothing. */
  readonly complete: boolean;
}

/** The main meters against the outermost sub-meters, and every other meter against those that name it as parent. */
export function balancesOf(site: SiteModel, count: CompletenessCount): Balance[] {
  const { mains, subs } = plantGroups(site);
  // What the site model does not say of a device, its counts do.
  const medium = (meter: MeterModel) => mediumOf(meter) ?? mediumShownBy(count.quantitiesOf(meter.id)) ?? "electricity";
  const ofMedium = (wanted: Medium) => (meter: MeterModel) => medium(meter) === wanted;
  const media = [...new Set(mains.map(medium))];
  const upstream = [
    ...media.map((each) => [mains.filter(ofMedium(each)), subs.filter(ofMedium(each))] as const),
    ...site.meters
      .filter(({ role }) => role === "sub")
      .map((meter) => {
        const below = site.meters.filter(({ parent }) => parent === meter.id);
        return [[meter], below.filter((sub) => !isVirtualMeter(sub))] as const;
      }),
  ];
  return upstream
    .filter(([, below]) => below.length > 0)
    .flatMap(([above, below]) => {
      const names = new Set(above.flatMap(({ id }) => count.quantitiesOf(id)));
      return [...names].map((quantity) => balanceOf(above, below, quantity, count));
    });
}

function balanceOf(
  above: readonly MeterModel[],
  below: readonly MeterModel[],
  quantity: string,
  count: CompletenessCount,
): Balance {
  const upper = summed(above, quantity, count);
  const lower = summed(below, quantity, count);
  const difference = rounded(upper.amount - lower.amount);
  return {
    meters: above.map(({ id }) => id),
    submeters: below.map(({ id }) => id),
    quantity,
    amount: upper.amount,
    submetered: lower.amount,
    difference,
    differencePercent: upper.amount === 0 ? null : rounded((100 * difference) / upper.amount),
    complete: upper.complete && lower.complete,
  };
}

function summed(meters: readonly MeterModel[], quantity: string, count: CompletenessCount) {
  let amount = 0;
  let complete = true;
  for (const { id } of meters) {
    const known = sameOrLike(quantity)
      .map((name) => count.of(id, name))
      .find((found) => found !== undefined);
    amount += known?.amount ?? 0;
    complete &&= known ? known.missing === 0 : !isUsual(quantity);
  }
  return { amount: rounded(amount), complete };
}

/** Some meters have no register of import. */
const sameOrLike = (quantity: string): readonly string[] =>
  quantity === energyQuantities[0] ? energyQuantities : [quantity];

/** What every meter of its medium counts. Who never exports, or counts no kvarh, lacks nothing. */
const isUsual = (quantity: string): boolean =>
  quantities.get(quantity)?.medium !== "electricity" || energyQuantities.some((name) => name === quantity);

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6 + 0;
