import { minuteMs } from "./local-calendar";
import type { PricedDay } from "./tariff-days";

/** A demand window, ms UTC. */
export interface DemandWindow {
  readonly from: number;
  readonly to: number;
  /** Local date and minute at which it begins. */
  readonly date: string;
  readonly minute: number;
}

/**
 * The windows of the local clock that lie wholly inside the hours of a price, and between `from` and `to`. Where the
 * clock is changed within a window, as on Lord Howe Island by half an hour, it ends and the next begins there.
 */
export function demandWindows(
  days: readonly PricedDay[],
  key: number,
  minutes: number,
  from: number,
  to: number,
): DemandWindow[] {
  const windows: DemandWindow[] = [];
  for (const { day, hours } of days) {
    for (const stretch of day.stretches) {
      const end = stretch.minute + (stretch.to - stretch.from) / minuteMs;
      for (const hour of hours) {
        if (hour.key !== key) continue;
        const first = Math.max(hour.from, Math.floor(stretch.minute / minutes) * minutes);
        for (let at = Math.ceil(first / minutes) * minutes; at < end && at + minutes <= hour.to; at += minutes) {
          const begin = stretch.from + (Math.max(at, stretch.minute) - stretch.minute) * minuteMs;
          const finish = stretch.from + (Math.min(at + minutes, end) - stretch.minute) * minuteMs;
          if (begin >= from && finish <= to && begin < finish) {
            windows.push({ from: begin, to: finish, date: day.date, minute: at });
          }
        }
      }
    }
  }
  return windows;
}
