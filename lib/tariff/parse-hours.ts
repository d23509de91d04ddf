import { isDate } from "./check-dates";
import { daysOf } from "./day-type";
import { type DateRange, monthNames, type Seasons, seasonNamed } from "./season";
import type { HourWindow, Period } from "./tariff";
import { checkSchema, joinPlace, refuse } from "./tariff-error";
import { windowsSchema } from "./tariff-schema";

const isMonth = (name: string): boolean => (monthNames as readonly string[]).includes(name);

/** Seasons by name; each day of theirs must exist in a leap year. */
export function parseSeasons(raw: Record<string, readonly DateRange[]>, place: string): Seasons {
  for (const [name, ranges] of Object.entries(raw)) {
    const at = joinPlace(place, name);
    if (isMonth(name)) refuse(at, "is the name of a month");
    ranges.forEach(({ from, to }, index) => {
      // Any leap year will do.
      if (!isDate(`2024-${from}`)) refuse(`${at}/${index}/from`, "there is no such date");
      if (!isDate(`2024-${to}`)) refuse(`${at}/${index}/to`, "there is no such date");
    });
  }
  return raw;
}

interface WrittenWindow {
  readonly seasons?: readonly string[];
  readonly days?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

export function parsePeriods(raw: Record<string, unknown>, seasons: Seasons, place: string): Record<string, Period> {
  return Object.fromEntries(
    Object.entries(raw).map(([name, period]) => {
      const at = joinPlace(place, name);
      if (seasonNamed(seasons, name)) refuse(at, "is the name of a season or a month");
      return [name, parsePeriod(period, seasons, at)];
    }),
  );
}

function parsePeriod(raw: unknown, seasons: Seasons, place: string): Period {
  if (raw === "rest") return "rest";
  if (typeof raw === "string") refuse(place, 'must be a list of windows or "rest"');
  checkSchema(windowsSchema, raw, place);
  return (raw as WrittenWindow[]).map((window, index) => parseWindow(window, seasons, joinPlace(place, `${index}`)));
}

function parseWindow({ seasons: named, days, from, to }: WrittenWindow, seasons: Seasons, place: string): HourWindow {
  named?.forEach((name, index) => {
    if (!seasonNamed(seasons, name)) refuse(`${place}/seasons/${index}`, `there is no season "${name}"`);
  });
  return {
    ...(named && { seasons: named }),
    days: daysOf(days),
    from: minuteOf(from ?? "00:00"),
    to: minuteOf(to ?? "24:00"),
  };
}

function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
}
