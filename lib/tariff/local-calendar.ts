import { DateTime, IANAZone } from "luxon";
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
  readonly #offsets: Offsets;

  constructor(readonly timeZone: string) {
    this.#offsets = offsetsOf(timeZone);
  }

  /** The local date at a time. */
  dateAt(at: number): string {
    return new Date(at + this.#offsets.at(at)).toISOString().slice(0, 10);
  }

  day(date: string): LocalDay {
    let day = this.#days.get(date);
    if (!day) {
      day = dayOf(date, this.timeZone, this.#offsets);
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

/** Some decades. */
const daysKept = 20_000;

/** The offset of a zone, ms, asked once for each day of UTC on which it does not change: asking is slow. */
class Offsets {
  readonly #zone: IANAZone;
  readonly #steady = new Map<number, number | undefined>();

  constructor(timeZone: string) {
    this.#zone = IANAZone.create(timeZone);
  }

  at(time: number): number {
    const day = Math.floor(time / dayMs);
    if (!this.#steady.has(day)) {
      if (this.#steady.size >= daysKept) this.#steady.clear();
      const [begin, end] = [this.#asked(day * dayMs), this.#asked((day + 1) * dayMs)];
      this.#steady.set(day, begin === end ? begin : undefined);
    }
    return this.#steady.get(day) ?? this.#asked(time);
  }

  #asked(time: number): number {
    return this.#zone.offset(time) * minuteMs;
  }
}

const zones = new Map<string, Offsets>();

/** What was once asked of a zone holds for every bill. */
function offsetsOf(timeZone: string): Offsets {
  const known = zones.get(timeZone) ?? new Offsets(timeZone);
  zones.set(timeZone, known);
  return known;
}

/** Where a local day begins: at midnight, or where the clock leaves midnight out, at the first time of that date. */
function beginOf(date: string, timeZone: string, offsets: Offsets): number {
  const midnight = dateNumber(date);
  const guess = midnight - offsets.at(midnight);
  const begin = midnight - offsets.at(guess);
  const isPlain = offsets.at(begin - 1) === offsets.at(begin) && begin + offsets.at(begin) === midnight;
  return isPlain ? begin : DateTime.fromISO(date, { zone: timeZone }).startOf("day").toMillis();
}

function dayOf(date: string, timeZone: string, offsets: Offsets): LocalDay {
  const from = beginOf(date, timeZone, offsets);
  const to = beginOf(nextDate(date), timeZone, offsets);
  const stretches: EvenStretch[] = [];
  for (let at = from; at < to; ) {
    const until = nextChange(at, to, offsets);
    stretches.push({ from: at, to: until, minute: (at + offsets.at(at) - dateNumber(date)) / minuteMs });
    at = until;
  }
  return { date, weekday: weekdayOf(date), from, to, stretches };
}

/** The minute after `from` at which the clock is changed, or `to` where it is not. */
function nextChange(from: number, to: number, offsets: Offsets): number {
  const offset = offsets.at(from);
  if (offsets.at(to - 1) === offset) return to;
  let [before, after] = [from, to];
  while (after - before > minuteMs) {
    const middle = before + Math.floor((after - before) / minuteMs / 2) * minuteMs;
    if (offsets.at(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}
