import { EnergyError } from "../contract/error";
import type { BillPart } from "./bill-part";
import type { BillRequest } from "./bill-request";
import { calendarOf, type LocalCalendar, type LocalMonth, nextDate } from "./local-calendar";
import { MeteredLoad } from "./metered-load";
import { MeteredPeaks } from "./metered-peaks";
import type { TariffVersion } from "./tariff";
import { TariffDays } from "./tariff-days";

/** A part with the peaks of its version, which remember the months that they have seen. */
export interface PeakedPart {
  readonly part: BillPart;
  readonly peaks: MeteredPeaks;
}

/** What of a month lies in the period, cut where a new version of the tariff begins. */
export interface BilledMonth {
  readonly month: LocalMonth;
  readonly from: number;
  readonly to: number;
  readonly parts: readonly PeakedPart[];
}

/** The months of a request; throws TARIFF_MISSING for a day without a version. */
export function billedMonths(request: BillRequest): BilledMonth[] {
  const calendar = calendarOf(request.timeZone);
  const load = new MeteredLoad(request.load, request.tariff, calendar);
  const worlds = new Map<TariffVersion, { days: TariffDays; peaks: MeteredPeaks }>();
  const worldOf = (version: TariffVersion) => {
    let world = worlds.get(version);
    if (!world) {
      const days = new TariffDays(version, calendar, request.holidays);
      world = { days, peaks: new MeteredPeaks({ load, calendar, versionDays: days }) };
      worlds.set(version, world);
    }
    return world;
  };
  return calendar.monthsBetween(request.from, request.to).map((month) => {
    const [from, to] = [Math.max(month.from, request.from), Math.min(month.to, request.to)];
    const whole = { request, load, calendar, month, billFrom: from, billTo: to, billDays: begun(calendar, from, to) };
    const parts = versionSpans(request, calendar, from, to).map((span) => {
      const { days, peaks } = worldOf(span.version);
      const part = { ...whole, ...span, versionDays: days, days: begun(calendar, span.from, span.to) };
      return { part, peaks };
    });
    return { month, from, to, parts };
  });
}

/** Days that begin between two times. */
const begun = (calendar: LocalCalendar, from: number, to: number): number =>
  calendar.daysBetween(from, to).filter((day) => day.from >= from).length;

interface VersionSpan {
  readonly version: TariffVersion;
  readonly from: number;
  readonly to: number;
}

function versionSpans({ tariff }: BillRequest, calendar: LocalCalendar, from: number, to: number): VersionSpan[] {
  const spans: VersionSpan[] = [];
  let at = from;
  tariff.versions.forEach((version, index) => {
    const next = tariff.versions[index + 1];
    const last = version.to === undefined ? next?.from : nextDate(version.to);
    const begin = calendar.day(version.from).from;
    const end = last === undefined ? to : Math.min(to, calendar.day(last).from);
    if (begin > at || end <= at) return;
    spans.push({ version, from: at, to: end });
    at = end;
  });
  if (at < to) throw new EnergyError("TARIFF_MISSING", { tariff: tariff.id, date: calendar.dateAt(at) });
  return spans;
}
