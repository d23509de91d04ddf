import { monthNames } from "./season";
import { refuse } from "./tariff-error";
import type { UrdbPart } from "./urdb-demand";
import { urdbPrice } from "./urdb-price";
import { checkRates, windowsOf } from "./urdb-schedule";
import { type UrdbRate, type UrdbTiers, urdbLimits } from "./urdb-schema";

/** Energy by its schedule, and what export earns; `kwOf` is the demand that tiers per kW are counted for. */
export function urdbEnergy(rate: UrdbRate, kwOf: string): UrdbPart {
  const { energyratestructure: structure } = rate;
  if (!structure) return { components: [] };
  const weekday = rate.energyweekdayschedule ?? Array.from({ length: 12 }, () => Array<number>(24).fill(0));
  const weekend = rate.energyweekendschedule ?? weekday;
  checkRates(weekday, structure.length, "energyweekdayschedule");
  checkRates(weekend, structure.length, "energyweekendschedule");
  const windows = windowsOf(weekday, weekend);
  const used = [...windows.keys()].sort((a, b) => a - b);
  const upToPer = limitOf(structure, used);
  const component = {
    id: "energy",
    kind: "energy",
    // Each period of the database has tiers of its own.
    ...(used.length > 1 && { count: "period" }),
    ...(upToPer !== "month" && { upToPer }),
    ...(upToPer === "kW" && { kwOf }),
  };
  const name = (number: number) => `energy-${number}`;
  const keyed = <P>(priceOf: (number: number) => P) =>
    used.length === 1
      ? { price: priceOf(used[0] ?? 0) }
      : { prices: Object.fromEntries(used.map((number) => [name(number), priceOf(number)])) };
  const price = (number: number) => urdbPrice(structure[number] ?? [], `energyratestructure/${number}`);
  const sells = used.some((number) => structure[number]?.some(({ sell }) => sell));
  const sell = (number: number) => sellPrice(structure[number] ?? [], `energyratestructure/${number}`);
  return {
    components: [
      { ...component, ...keyed(price) },
      ...(sells ? [{ id: "export", kind: "export", ...keyed(sell) }] : []),
    ],
    ...(used.length > 1 && {
      periods: Object.fromEntries(used.map((number) => [name(number), windows.get(number) ?? []])),
    }),
  };
}

/** The unit stands with each tier; it says something only where there are several. */
function limitOf(structure: readonly UrdbTiers[], used: readonly number[]): "month" | "day" | "kW" {
  const stepped = used.map((number) => structure[number] ?? []).filter((tiers) => tiers.length > 1);
  const units = new Set(stepped.flatMap((tiers) => tiers.slice(0, -1).map(({ unit }) => unit ?? "kWh")));
  const [unit = "kWh"] = units;
  const limit = urdbLimits[unit];
  if (!limit) refuse("energyratestructure", `tiers in "${unit}" cannot be billed`);
  if (units.size > 1) refuse("energyratestructure", `tiers in ${[...units].join(" and ")} at once cannot be billed`);
  return limit;
}

function sellPrice(tiers: UrdbTiers, place: string): number {
  const [first] = tiers;
  if (tiers.some(({ sell }) => (sell ?? 0) !== (first?.sell ?? 0))) {
    refuse(place, "a price for export that changes with the tier cannot be billed");
  }
  return first?.sell ?? 0;
}

/** An adjustment of the energy price that changes with the month. */
export function fuelAdjustment({ fueladjustmentsmonthly: prices }: UrdbRate): UrdbPart {
  if (!prices) return { components: [] };
  const byMonth = Object.fromEntries(monthNames.map((name, month) => [name, prices[month] ?? 0]));
  return { components: [{ id: "fuel-adjustment", kind: "energy", prices: byMonth }] };
}
