import type { Interval } from "../contract/messages";

/** What counts as the energy a meter measures, the preferred first: some meters have no register of import. */
export const energyQuantities = ["active_energy_import", "active_energy_total"] as const;

/** Whether a tariff for `billed` bills this quantity: a total stands for an import that is not counted. */
export const isBilledAs = (quantity: string, billed: string): boolean =>
  quantity === billed || (billed === energyQuantities[0] && quantity === energyQuantities[1]);

/** Days have 23 to 25 hours; only months on the grid are longer. */
const hourMs = 3_600_000;

export const isDay = ({ from, to }: Interval): boolean => to - from >= 23 * hourMs && to - from <= 25 * hourMs;

/** The one of a meter's intervals of the same time that says its energy. */
export function energyOf(intervals: readonly Interval[]): Interval | undefined {
  return energyQuantities
    .map((name) => intervals.find(({ quantity }) => quantity === name))
    .find((interval) => interval !== undefined);
}
