import { DateTime } from "luxon";

/** A local time of day as people write it. */
export const clockTimeSchema = {
  type: "string",
  pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
  description: "a time of day such as 07:00",
} as const;

/** When the clock on the wall next shows `clock`, at `at` or after it, ms UTC. */
export function nextClock(clock: string, timeZone: string, at: number): number {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  const now = DateTime.fromMillis(at, { zone: timeZone });
  const onDay = (days: number): number =>
    now.startOf("day").plus({ days }).set({ hour, minute, second: 0, millisecond: 0 }).toMillis();
  const today = onDay(0);
  return today >= at ? today : onDay(1);
}
