import { DateTime } from "luxon";
import { monthAt, type ReportMonth } from "./report-month";

const hourMs = 3_600_000;

/** When a month's report is made by itself, by the site's clock. */
export interface ReportSchedule {
  /** `06:00`, on the first of the month; later it is looked daily whether something changed. */
  readonly time: string;
  /** How long a report waits for its data before it goes out as provisional. */
  readonly waitHours: number;
  readonly timeZone: string;
}

/** The newest month whose report is due. */
export interface DueReport {
  readonly month: ReportMonth;
  /** Until then it waits for its data, ms UTC. */
  readonly waitUntil: number;
}

export function dueReport({ time, waitHours, timeZone }: ReportSchedule, now: number): DueReport {
  const running = monthAt(now, timeZone);
  const first = atClock(running.from, time, timeZone);
  const isDue = now >= first.toMillis();
  const month = monthAt((isDue ? running.from : monthAt(running.from - 1, timeZone).from) - 1, timeZone);
  return { month, waitUntil: atClock(month.to, time, timeZone).toMillis() + waitHours * hourMs };
}

/** When it is looked at again: each day at the set time, and each hour while a report waits for its data. */
export function nextLook({ time, timeZone }: ReportSchedule, now: number, waiting: boolean): number {
  const today = atClock(now, time, timeZone);
  const daily = (today.toMillis() > now ? today : today.plus({ days: 1 })).toMillis();
  return waiting ? Math.min(daily, now + hourMs) : daily;
}

function atClock(at: number, time: string, timeZone: string): DateTime {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return DateTime.fromMillis(at, { zone: timeZone }).startOf("day").set({ hour, minute });
}
