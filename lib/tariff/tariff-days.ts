import type { BillRequest } from "./bill-request";
import { type DayKind, hoursOfDay, type MinuteSpan } from "./day-hours";
import { dateBefore, type LocalCalendar, type LocalDay, minuteMs, weekdayOf } from "./local-calendar";
import type { TariffVersion } from "./tariff";

/** A stretch of time (ms UTC, `to` exclusive) with the number of the price that holds in it. */
export interface KeySpan {
  readonly from: number;
  readonly to: number;
  readonly key: number;
}

/** A day with its minutes by price. */
export interface PricedDay {
  readonly day: LocalDay;
  readonly hours: readonly MinuteSpan[];
}

/** The days of a tariff version as the local calendar and the holidays make them. */
export class TariffDays {
  readonly #version: TariffVersion;
  readonly #calendar: LocalCalendar;
  readonly #isHoliday: (date: string) => boolean;

  constructor(version: TariffVersion, calendar: LocalCalendar, holidays: BillRequest["holidays"]) {
    const own = version.holidays;
    this.#version = version;
    this.#calendar = calendar;
    if (own) this.#isHoliday = (date) => own.has(date);
    else if (typeof holidays === "function") this.#isHoliday = holidays;
    else this.#isHoliday = (date) => holidays?.has(date) ?? false;
  }

  #kind(date: string): DayKind {
    return { type: this.#isHoliday(date) ? "holiday" : weekdayOf(date), dayOfYear: date.slice(5) };
  }

  /** The days between two times, with the minutes that belong to each of the named periods and seasons. */
  pricedDays(keys: readonly (string | undefined)[], from: number, to: number): PricedDay[] {
    return this.#calendar.daysBetween(from, to).map((day) => {
      const hours = hoursOfDay(this.#version, keys, this.#kind(day.date), this.#kind(dateBefore(day.date)));
      return { day, hours };
    });
  }

  /** The same as stretches of time in order, joined where one price goes on. */
  spans(keys: readonly (string | undefined)[], from: number, to: number): KeySpan[] {
    if (keys.length === 1 && keys[0] === undefined) return [{ from, to, key: 0 }];
    const spans: { from: number; to: number; key: number }[] = [];
    for (const { day, hours } of this.pricedDays(keys, from, to)) {
      for (const stretch of day.stretches) {
        const end = stretch.minute + (stretch.to - stretch.from) / minuteMs;
        for (const hour of hours) {
          if (hour.from >= end || hour.to <= stretch.minute) continue;
          const begin = stretch.from + (Math.max(hour.from, stretch.minute) - stretch.minute) * minuteMs;
          const finish = stretch.from + (Math.min(hour.to, end) - stretch.minute) * minuteMs;
          add(spans, Math.max(begin, from), Math.min(finish, to), hour.key);
        }
      }
    }
    return spans;
  }
}

function add(spans: { from: number; to: number; key: number }[], from: number, to: number, key: number): void {
  if (from >= to) return;
  const last = spans.at(-1);
  if (last && last.key === key && last.to === from) last.to = to;
  else spans.push({ from, to, key });
}
