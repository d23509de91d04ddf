import { type DayKind, gapsIn, hoursOfDay, minutesOfDay } from "./day-hours";
import { type DayType, dayTypes } from "./day-type";
import { inSeason } from "./season";
import type { KeyedPrice, TariffVersion } from "./tariff";
import { refuse } from "./tariff-error";

type Hours = Pick<TariffVersion, "seasons" | "periods" | "holidays">;

/** Days of a leap year, `MM-DD`, so that a season of 29 February is looked at too. */
const daysOfYear: readonly string[] = Array.from({ length: 366 }, (_, index) =>
  new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(5, 10),
);

/**
 * Refuses prices of which two would hold at once and, where `gapless`, hours in which none holds. All pairs of a day
 * and the day before it are tried, because a window may reach over midnight.
 */
export function checkCoverage(version: Hours, prices: readonly KeyedPrice[], place: string, gapless: boolean): void {
  const keys = prices.map(({ key }) => key);
  if (keys.length === 1 && keys[0] === undefined) return;
  for (const [yesterday, today] of pairsOfDays(version)) {
    const spans = hoursOfDay(version, keys, today, yesterday);
    let last = spans[0];
    for (const span of spans.slice(1)) {
      if (last && span.from < last.to) {
        const detail = `"${keys[last.key]}" and "${keys[span.key]}" both hold on ${named(today)} from ${clock(span.from)}`;
        refuse(place, detail);
      }
      if (!last || span.to > last.to) last = span;
    }
    const [gap] = gapless ? gapsIn(spans) : [];
    if (gap) refuse(place, `no price holds on ${named(today)} from ${clock(gap.from)} to ${clock(gap.to)}`);
  }
}

const clock = (minute: number): string =>
  minute === minutesOfDay
    ? "24:00"
    : `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const named = ({ type, dayOfYear }: DayKind): string => `${type} ${dayOfYear}`;

/** A pair for each different change of seasons and each kind of day that can follow another. */
function pairsOfDays(version: Hours): [DayKind, DayKind][] {
  const changes = new Map<string, [string, string]>();
  daysOfYear.forEach((today, index) => {
    const yesterday = daysOfYear.at(index - 1) ?? today;
    changes.set(`${seasonsOn(version, yesterday)}>${seasonsOn(version, today)}`, [yesterday, today]);
  });
  const types = neighbours(version.holidays?.size !== 0);
  return [...changes.values()].flatMap(([yesterday, today]) =>
    types.map(([before, type]): [DayKind, DayKind] => [
      { type: before, dayOfYear: yesterday },
      { type, dayOfYear: today },
    ]),
  );
}

function seasonsOn({ seasons }: Hours, dayOfYear: string): string {
  const named = Object.entries(seasons).filter(([, ranges]) => inSeason(ranges, dayOfYear));
  return [dayOfYear.slice(0, 2), ...named.map(([name]) => name)].join();
}

function neighbours(withHolidays: boolean): [DayType, DayType][] {
  return dayTypes.flatMap((today, index): [DayType, DayType][] => {
    if (today === "holiday") return withHolidays ? dayTypes.map((before) => [before, today]) : [];
    const before = dayTypes[(index + 6) % 7] as DayType;
    return withHolidays
      ? [
          [before, today],
          ["holiday", today],
        ]
      : [[before, today]];
  });
}
