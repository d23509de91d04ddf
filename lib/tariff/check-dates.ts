import { joinPlace, refuse } from "./tariff-error";

/** Whether a date, `2026-02-30`, is in the calendar. */
export function isDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

export function checkDate(date: string, place: string): void {
  if (!isDate(date)) refuse(place, "there is no such date");
}

/** Versions follow each other; one ends before the next begins. */
export function checkVersionDates(
  versions: readonly { readonly from: string; readonly to?: string }[],
  place: string,
): void {
  versions.forEach(({ from, to }, index) => {
    const at = joinPlace(place, `${index}`);
    checkDate(from, `${at}/from`);
    if (to !== undefined) checkDate(to, `${at}/to`);
    if (to !== undefined && to < from) refuse(`${at}/to`, "must not be before it begins");
    const before = versions[index - 1];
    if (!before) return;
    if (from <= before.from) refuse(`${at}/from`, "must be after the version before it begins");
    if (before.to !== undefined && before.to >= from) {
      refuse(`${at}/from`, `overlaps with the version before, which ends on ${before.to}`);
    }
  });
}

/** Dated entries in the order of their dates. */
export function checkOrder(dates: readonly string[], place: string): void {
  dates.forEach((date, index) => {
    checkDate(date, `${place}/${index}/from`);
    if (index > 0 && date <= (dates[index - 1] ?? "")) {
      refuse(`${place}/${index}/from`, "must be after the date before");
    }
  });
}
