import { EnergyError } from "../contract/error";
import type { AllocationRequest, CostCentre, DatedShare } from "./allocation-request";
import { isDate } from "./check-dates";
import { type Decimal, decimalOf, zero } from "./decimal-number";
import { type LocalCalendar, nextDate } from "./local-calendar";

function refuse(place: string, detail: string): never {
  throw new EnergyError("SHARES_INVALID", { place, detail });
}

const hundred = 100;

/** Refuses shares that are negative, of no cost centre, or at any date more than 100 % together. */
export function checkShares(shares: readonly DatedShare[], centres: ReadonlySet<string>, place: string): void {
  shares.forEach((share, index) => {
    const at = `${place}/${index}`;
    if (!centres.has(share.costCentre)) refuse(`${at}/costCentre`, `there is no cost centre "${share.costCentre}"`);
    percentOf(share.percent, `${at}/percent`);
    for (const end of ["from", "to"] as const) {
      const date = share[end];
      if (date !== undefined && !isDate(date)) refuse(`${at}/${end}`, "there is no such date");
    }
    if (share.from && share.to && share.to < share.from) refuse(`${at}/to`, "must not be before it begins");
  });
  // The sum only grows where a share begins.
  shares.forEach(({ from = "" }, index) => {
    const held = shares.filter((share) => (share.from ?? "") <= from && from <= (share.to ?? "9999"));
    const sum = held.reduce((total, { percent }) => total.plus(percent), zero);
    if (sum.gt(hundred)) refuse(`${place}/${index}`, `the shares add up to ${sum.toFixed()} %`);
  });
}

function percentOf(raw: number | string, place: string): Decimal {
  const isNumber = typeof raw === "number" ? Number.isFinite(raw) : /^\d{1,3}(\.\d{1,12})?$/.test(raw);
  if (!isNumber) refuse(place, "must be a decimal number");
  const percent = decimalOf(raw);
  if (percent.lt(0) || percent.gt(hundred)) refuse(place, "must be between 0 and 100");
  return percent;
}

/** When a share holds, ms UTC. */
export function shareSpan({ from, to }: DatedShare, calendar: LocalCalendar): { from: number; to: number } {
  return {
    from: from === undefined ? Number.NEGATIVE_INFINITY : calendar.day(from).from,
    to: to === undefined ? Number.POSITIVE_INFINITY : calendar.day(nextDate(to)).from,
  };
}

/** Refuses unknown cost centres, circles of parents, and shares over 100 %, with the place in the request. */
export function checkAllocation({ costCentres, consumers, keys, key }: AllocationRequest): void {
  const ids = new Set(costCentres.map(({ id }) => id));
  checkCentres(costCentres, ids);
  consumers.forEach(({ shares }, index) => {
    checkShares(shares, ids, `consumers/${index}/shares`);
  });
  const named = [
    ...Object.entries(keys ?? {}).map(([id, each]) => [`keys/${id}`, each] as const),
    ["key", key] as const,
  ];
  for (const [place, each] of named) {
    if (typeof each !== "object") continue;
    const shares = Object.entries(each.shares).map(([costCentre, percent]) => ({ costCentre, percent }));
    checkShares(shares, ids, `${place}/shares`);
  }
}

function checkCentres(centres: readonly CostCentre[], ids: ReadonlySet<string>): void {
  const parents = new Map(centres.map(({ id, parent }) => [id, parent]));
  centres.forEach(({ id, parent }, index) => {
    const place = `costCentres/${index}`;
    if (centres.findIndex((other) => other.id === id) !== index) refuse(`${place}/id`, `"${id}" is there twice`);
    if (parent !== undefined && !ids.has(parent)) refuse(`${place}/parent`, `there is no cost centre "${parent}"`);
    const seen = new Set([id]);
    for (let above = parent; above !== undefined; above = parents.get(above)) {
      if (seen.has(above)) refuse(`${place}/parent`, `"${id}" is above itself`);
      seen.add(above);
    }
  });
}
