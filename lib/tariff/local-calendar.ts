import { DateTime } from "luxon";
import { type Weekday, weekdays } from "../site/calendar";

/** A part of a day on which the clock runs evenly; times in ms UTC, `minute` the local minute at which it begins. */
export interface EvenStretch {
  readonly from: number;
  readonly to: number;
  readonly minute: number;
}

export interface LocalDay {
  /** `2026-03-29` */
  readonly date: string;
  readonly weekday: Weekday;
  readonly from: number;
  readonly to: number;
  /** One, or two where the clock is put forward or back on that day. */
  readonly stretches: readonly EvenStretch[];
}

export interface LocalMonth {
  /** `2026-03` */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly days: number;
}

const dayMs = 86_400_000;
export const minuteMs = 60_000;

const calendars = new Map<string, LocalCalendar>();
/** A program that bills every zone of the world must not remember all of them for ever. */
const mostCalendars = 20;

/** The calendar of a time zone; what has been worked out of it is kept for the next bill. */
export function calendarOf(timeZone: string): LocalCalendar {
  let calendar = calendars.get(timeZone);
  if (!calendar) {
    if (calendars.size >= mostCalendars) calendars.clear();
    calendar = new LocalCalendar(timeZone);
    calendars.set(timeZone, calendar);
  }
  return calendar;
}

/** Days and months of one time zone. Each day is worked out once: asking a zone is slow. */
export class LocalCalendar {
  readonly #days = new Map<string, LocalDay>();

  constructor(readonly timeZone: string) {}

  /** The local date at a time. */
  dateAt(at: number): string {
    // A zone is at most a day from UTC.
    const utc = new Date(at).toISOString().slice(0, 10);
    for (const date of [utc, nextDate(utc), dateBefore(utc)]) {
      const { from, to } = this.day(date);
      if (from <= at && at < to) return date;
    }
    return DateTime.fromMillis(at, { zone: this.timeZone }).toISODate() ?? "";
  }

  day(date: string): LocalDay {
    let day = this.#days.get(date);
    if (!day) {
      day = dayOf(date, this.timeZone);
      this.#days.set(date, day);
    }
    return day;
  }

  /** The days of which some part lies between two times. */
  daysBetween(from: number, to: number): LocalDay[] {
    const days: LocalDay[] = [];
    for (let day = this.day(this.dateAt(from)); day.from < to; day = this.day(nextDate(day.date))) days.push(day);
    return days;
  }

  /** `name` is `2026-03`. */
  month(name: string): LocalMonth {
    const next = monthBefore(name, -1);
    const days = (dateNumber(`${next}-01`) - dateNumber(`${name}-01`)) / dayMs;
    return { name, from: this.day(`${name}-01`).from, to: this.day(`${next}-01`).from, days };
  }

  /** The months of which some part lies between two times. */
  monthsBetween(from: number, to: number): LocalMonth[] {
    const months: LocalMonth[] = [];
    for (
      let month = this.month(this.dateAt(from).slice(0, 7));
      month.from < to;
      month = this.month(monthBefore(month.name, -1))
    )
      months.push(month);
    return months;
  }
}

const dateNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const shifted = (date: string, days: number): string =>
  new Date(dateNumber(date) + days * dayMs).toISOString().slice(0, 10);

export const nextDate = (date: string): string => shifted(date, 1);
export const dateBefore = (date: string): string => shifted(date, -1);

export const weekdayOf = (date: string): Weekday =>
  weekdays[(new Date(dateNumber(date)).getUTCDay() + 6) % 7] as Weekday;

/** The month `back` months before another, both `2026-03`. */
export function monthBefore(name: string, back: number): string {
  const [year = 0, month = 1] = name.split("-").map(Number);
  const index = year * 12 + month - 1 - back;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
}

function dayOf(date: string, zone: string): LocalDay {
  const start = DateTime.fromISO(date, { zone }).startOf("day");
  const end = DateTime.fromISO(nextDate(date), { zone }).startOf("day");
  const [from, to] = [start.toMillis(), end.toMillis()];
  const stretches: EvenStretch[] = [];
  for (let at = from; at < to; ) {
    const until = nextChange(at, to, zone);
    stretches.push({ from: at, to: until, minute: minuteAt(at, date, zone) });
    at = until;
  }
  return { date, weekday: weekdayOf(date), from, to, stretches };
}

const offsetAt = (at: number, zone: string): number => DateTime.fromMillis(at, { zone }).offset;

const minuteAt = (at: number, date: string, zone: string): number =>
  (at - dateNumber(date)) / minuteMs + offsetAt(at, zone);

/** The minute after `from` at which the clock is changed, or `to` where it is not. */
function nextChange(from: number, to: number, zone: string): number {
  const offset = offsetAt(from, zone);
  if (offsetAt(to - 1, zone) === offset) return to;
  let [before, after] = [from, to - 1];
  while (after - before > minuteMs) {
    const middle = before + Math.floor((after - before) / minuteMs / 2) * minuteMs;
    if (offsetAt(middle, zone) === offset) before = middle;
    else after = middle;
  }
  return before + minuteMs;
}
