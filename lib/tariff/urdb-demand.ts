import { monthNames } from "./season";
import { refuse } from "./tariff-error";
import { isFree, urdbPrice, type WrittenPrice } from "./urdb-price";
import { checkRates, type WrittenWindow, windowsOf } from "./urdb-schedule";
import type { UrdbRate, UrdbSchedule, UrdbTiers } from "./urdb-schema";

type Written = Readonly<Record<string, unknown>>;

/** What a part of a document becomes: components, and the periods and seasons that they name. */
export interface UrdbPart {
  readonly components: readonly Written[];
  readonly periods?: Readonly<Record<string, readonly WrittenWindow[]>>;
  readonly seasons?: Readonly<Record<string, readonly { from: string; to: string }[]>>;
}

const powers: Readonly<Record<string, string>> = { kW: "active", kVA: "apparent" };

function powerOf(unit: string | undefined, place: string): Written {
  const power = powers[unit ?? "kW"];
  if (!power) refuse(place, `a demand in "${unit}" cannot be billed`);
  return power === "active" ? {} : { power };
}

/** The share of an earlier peak that is billed at least. */
export function urdbRatchet(rate: UrdbRate): Written {
  const { lookbackpercent, lookbackmonths, lookbackrange, demandratchetpercentage } = rate;
  if (lookbackpercent) {
    const named = monthNames.filter((_, month) => Boolean(lookbackmonths?.[month]));
    const months = named.length > 0 ? named : lookbackrange || "all";
    return { ratchet: { share: lookbackpercent, months } };
  }
  const [share] = demandratchetpercentage ?? [];
  if (!share) return {};
  if (demandratchetpercentage?.some((each) => each !== share)) {
    refuse("demandratchetpercentage", "a share that changes with the month cannot be billed");
  }
  return { ratchet: { share, months: "all" } };
}

/** One peak a month, whatever its hour. */
export function flatDemand(rate: UrdbRate, head: Written): UrdbPart {
  const { flatdemandstructure: structure, flatdemandmonths: months, flatdemandunit } = rate;
  if (!structure) return { components: [] };
  if (!months) refuse("flatdemandmonths", "is required");
  const component = { id: "demand", kind: "demand", ...head, ...powerOf(flatdemandunit, "flatdemandunit") };
  months.forEach((number, month) => {
    if (!structure[number]) refuse(`flatdemandmonths/${month}`, `there is no rate ${number}`);
  });
  const used = [...new Set(months)];
  const price = (number: number): WrittenPrice => urdbPrice(structure[number] ?? [], `flatdemandstructure/${number}`);
  if (used.length === 1) return { components: [{ ...component, price: price(used[0] ?? 0) }] };
  const name = (number: number) => `months-of-rate-${number}`;
  return {
    components: [{ ...component, prices: Object.fromEntries(used.map((number) => [name(number), price(number)])) }],
    seasons: Object.fromEntries(used.map((number) => [name(number), seasonOf(months, number)])),
  };
}

function seasonOf(months: readonly number[], number: number): { from: string; to: string }[] {
  const two = (value: number) => String(value).padStart(2, "0");
  const ranges: { from: string; to: string }[] = [];
  months.forEach((each, index) => {
    if (each !== number) return;
    const last = two(new Date(Date.UTC(2024, index + 1, 0)).getUTCDate());
    const end = `${two(index + 1)}-${last}`;
    const before = ranges.at(-1);
    if (before && months[index - 1] === number) before.to = end;
    else ranges.push({ from: `${two(index + 1)}-01`, to: end });
  });
  return ranges;
}

interface Timed {
  readonly id: string;
  readonly field: string;
  readonly structure: readonly UrdbTiers[] | undefined;
  readonly weekday: UrdbSchedule | undefined;
  readonly weekend: UrdbSchedule | undefined;
  readonly unit: string | undefined;
}

/** A peak for each group of hours; hours that cost nothing are left out. */
export function timedDemand({ id, field, structure, weekday, weekend, unit }: Timed, head: Written): UrdbPart {
  if (!structure) return { components: [] };
  if (!weekday) refuse(`${field}schedule`, "is required");
  checkRates(weekday, structure.length, `${field}schedule`);
  checkRates(weekend ?? [], structure.length, `${field}schedule`);
  const windows = [...windowsOf(weekday, weekend ?? weekday)].filter(([number]) => !isFree(structure[number] ?? []));
  if (windows.length === 0) return { components: [] };
  const name = (number: number) => `${id}-${number}`;
  const prices = Object.fromEntries(
    windows.map(([number]) => [name(number), urdbPrice(structure[number] ?? [], `${field}structure/${number}`)]),
  );
  const component = { id, kind: "demand", ...head, ...powerOf(unit, `${field}unit`), prices };
  return {
    components: [component],
    periods: Object.fromEntries(windows.map(([number, found]) => [name(number), found])),
  };
}
