import { DateTime } from "luxon";
import { type CalendarModel, shiftsOn } from "../site/calendar";

/** A time without work; ms UTC, `to` exclusive. */
export interface RestSpan {
  readonly from: number;
  readonly to: number;
}

/** Local times, `22:00`; where `to` is not after `from` it is one of the next day. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

const hourMs = 3_600_000;
/** Breaks between shifts are no rest. */
const shortestMs = 2 * hourMs;
const daysAhead = 9;

/** The quiet hours that hold `at`, else the next. */
export function restByClock({ from, to }: QuietHours, timeZone: string, at: number): RestSpan {
  const today = DateTime.fromMillis(at, { zone: timeZone }).startOf("day");
  const first = to > from ? today : today.minus({ days: 1 });
  for (let day = first; ; day = day.plus({ days: 1 })) {
    const span = { from: onDay(day, from), to: onDay(to > from ? day : day.plus({ days: 1 }), to) };
    if (span.to > at && span.to > span.from) return span;
  }
}

/**
 * The time between shifts that holds `at`, else the next; weekends and holidays are cut at noon, so that none is longer than
 * a day and a half. Undefined where work never rests.
 */
export function restByCalendar(calendar: CalendarModel, timeZone: string, at: number): RestSpan | undefined {
  const first = DateTime.fromMillis(at, { zone: timeZone }).startOf("day").minus({ days: 2 });
  const days = Array.from({ length: daysAhead + 2 }, (_none, index) => first.plus({ days: index }));
  const shifts = days.flatMap((day) => shiftsOn(calendar, day)).sort((a, b) => a.from - b.from);
  const noons = days.map((day) => day.set({ hour: 12 }).toMillis());
  const last = (days.at(-1) as DateTime).toMillis();
  let begin = first.toMillis();
  for (const shift of [...shifts, { from: last, to: last }]) {
    const rest =
      shift.from - begin < shortestMs ? undefined : pieces(begin, shift.from, noons).find(({ to }) => to > at);
    if (rest) return rest;
    begin = Math.max(begin, shift.to);
  }
  return undefined;
}

function pieces(from: number, to: number, noons: readonly number[]): RestSpan[] {
  if (to - from <= 24 * hourMs) return [{ from, to }];
  const cuts = noons.filter((noon) => noon - from >= shortestMs && to - noon >= shortestMs);
  return [from, ...cuts].map((begin, index) => ({ from: begin, to: cuts[index] ?? to }));
}

function onDay(day: DateTime, clock: string): number {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return day.set({ hour, minute }).toMillis();
}
