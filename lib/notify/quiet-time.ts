import { DateTime } from "luxon";
import { weekdays } from "../site/calendar";
import type { QuietHours } from "../site/recipient";

/** When the quiet hours end that `now` (ms UTC) lies in; undefined outside them. */
export function quietUntil(
  { from, to, days = weekdays }: QuietHours,
  timeZone: string,
  now: number,
): number | undefined {
  const today = DateTime.fromMillis(now, { zone: timeZone }).startOf("day");
  // Those that began yesterday may reach into today.
  for (const day of [today.minus({ days: 1 }), today]) {
    if (!days.includes(weekdays[day.weekday - 1] as (typeof weekdays)[number])) continue;
    const begin = atClock(day, from);
    const end = atClock(to > from ? day : day.plus({ days: 1 }), to);
    if (begin <= now && now < end) return end;
  }
  return undefined;
}

/** Of a day on which the clock leaps over the time, the time after the leap. */
function atClock(day: DateTime, clock: string): number {
  const [hour, minute] = clock.split(":").map(Number);
  return day.set({ hour: hour as number, minute: minute as number }).toMillis();
}
