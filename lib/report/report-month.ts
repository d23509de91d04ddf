import { DateTime } from "luxon";
import { EnergyError } from "../contract/error";

/** A calendar month of a site's clock; ms UTC, `to` exclusive. */
export interface ReportMonth {
  /** `2026-10`. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const firstYear = 2000;
const lastYear = 2199;

/** Throws API_NOT_FOUND for what is no month. */
export function monthNamed(name: string, timeZone: string): ReportMonth {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(name);
  const year = Number(match?.[1]);
  if (!match || year < firstYear || year > lastYear) {
    throw new EnergyError("API_NOT_FOUND", { what: "month", id: name.slice(0, 20) });
  }
  return monthFrom(DateTime.fromObject({ year, month: Number(match[2]) }, { zone: timeZone }));
}

/** The month that holds a time. */
export function monthAt(at: number, timeZone: string): ReportMonth {
  return monthFrom(DateTime.fromMillis(at, { zone: timeZone }).startOf("month"));
}

/** So many months before it. */
export function monthsBefore(month: ReportMonth, count: number, timeZone: string): ReportMonth {
  return monthFrom(DateTime.fromMillis(month.from, { zone: timeZone }).minus({ months: count }).startOf("month"));
}

function monthFrom(start: DateTime): ReportMonth {
  return { name: start.toFormat("yyyy-MM"), from: start.toMillis(), to: start.plus({ months: 1 }).toMillis() };
}

/**
 * As much of an earlier month as has passed of this one: all of it once this one is over, else the same days and hours.
 * Ends with the earlier month at the latest.
 */
export function comparableEnd(month: ReportMonth, until: number, earlier: ReportMonth, timeZone: string): number {
  if (until >= month.to) return earlier.to;
  const passed = DateTime.fromMillis(until, { zone: timeZone }).diff(
    DateTime.fromMillis(month.from, { zone: timeZone }),
    ["days", "milliseconds"],
  );
  return Math.min(DateTime.fromMillis(earlier.from, { zone: timeZone }).plus(passed).toMillis(), earlier.to);
}
