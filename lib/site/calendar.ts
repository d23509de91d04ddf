import { DateTime } from "luxon";
import { EnergyError } from "../contract/error";
import { idSchema } from "../contract/schemas";

/** When work is done, in the site's time. */
export interface CalendarModel {
  readonly id: string;
  readonly name: string;
  readonly shifts: readonly ShiftModel[];
  /** Local dates, `2026-12-25`, on which no shift begins. */
  readonly holidays: readonly string[];
}

export interface ShiftModel {
  readonly name: string;
  /** Days on which it begins. */
  readonly days: readonly Weekday[];
  /** Local times, `22:00`. Where `to` is not after `from` it is one of the next day. */
  readonly from: string;
  readonly to: string;
}

/** One shift of one day; ms UTC, `to` exclusive. */
export interface ShiftSpan {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

const clockSchema = {
  type: "string",
  pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
  description: "a time of day such as 06:00",
} as const;
const nameSchema = { type: "string", minLength: 1, maxLength: 100 } as const;

export const calendarSchema = {
  type: "object",
  required: ["id", "shifts"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    name: nameSchema,
    shifts: {
      type: "array",
      maxItems: 50,
      items: {
        type: "object",
        required: ["name", "from", "to"],
        additionalProperties: false,
        properties: {
          name: nameSchema,
          days: { type: "array", minItems: 1, maxItems: 7, uniqueItems: true, items: { enum: weekdays } },
          from: clockSchema,
          to: clockSchema,
        },
      },
    },
    holidays: {
      type: "array",
      maxItems: 5000,
      items: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "a date such as 2026-12-25" },
    },
  },
} as const;

const usualDays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri"];
const dayMinutes = 24 * 60;
const weekMinutes = 7 * dayMinutes;

/** An entry that passed `calendarSchema`; throws CONFIG_INVALID for shifts that overlap and dates that do not exist. */
export function calendarFrom(raw: Readonly<Record<string, unknown>>): CalendarModel {
  const written = raw.shifts as readonly (Omit<ShiftModel, "days"> & Partial<ShiftModel>)[];
  const shifts = written.map((shift) => ({ ...shift, days: shift.days ?? usualDays }));
  const holidays = (raw.holidays ?? []) as readonly string[];
  const noDate = holidays.findIndex((date) => !DateTime.fromISO(date).isValid);
  if (noDate !== -1) {
    throw new EnergyError("CONFIG_INVALID", { place: `holidays/${noDate}`, detail: "there is no such date" });
  }
  checkOverlaps(shifts);
  return { id: raw.id as string, name: (raw.name ?? raw.id) as string, shifts, holidays };
}

function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
}

const lengthOf = ({ from, to }: ShiftModel): number =>
  (minuteOf(to) - minuteOf(from) + dayMinutes) % dayMinutes || dayMinutes;

function checkOverlaps(shifts: readonly ShiftModel[]): void {
  const spans = shifts.flatMap((shift, index) =>
    shift.days.map((day) => ({ shift, index, from: weekdays.indexOf(day) * dayMinutes + minuteOf(shift.from) })),
  );
  for (const a of spans) {
    for (const b of spans) {
      const distance = (b.from - a.from + weekMinutes) % weekMinutes;
      if (a === b || distance >= lengthOf(a.shift)) continue;
      const detail = `overlaps with "${a.shift.name}"`;
      throw new EnergyError("CONFIG_INVALID", { place: `shifts/${b.index}`, detail });
    }
  }
}

/**
 * The shift that runs at `at`; undefined between shifts. On the days on which the clocks change a shift over
 * the change is an hour shorter or longer, because it begins and ends by the clock on the wall.
 */
export function shiftAt(calendar: CalendarModel, timeZone: string, at: number): ShiftSpan | undefined {
  const today = DateTime.fromMillis(at, { zone: timeZone }).startOf("day");
  for (const day of [today, today.minus({ days: 1 })]) {
    const running = shiftsOn(calendar, day).find(({ from, to }) => from <= at && at < to);
    if (running) return running;
  }
  return undefined;
}

/** The shifts that begin on a day of the site's clock. */
export function shiftsOn({ shifts, holidays }: CalendarModel, day: DateTime): ShiftSpan[] {
  if (holidays.includes(day.toISODate() ?? "")) return [];
  return shifts
    .filter(({ days }) => days.includes(weekdays[day.weekday - 1] as Weekday))
    .map((shift) => {
      const nextDay = minuteOf(shift.to) <= minuteOf(shift.from);
      const to = onDay(nextDay ? day.plus({ days: 1 }) : day, shift.to);
      return { name: shift.name, from: onDay(day, shift.from), to };
    });
}

function onDay(day: DateTime, clock: string): number {
  const minutes = minuteOf(clock);
  return day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toMillis();
}
