import { DateTime } from "luxon";
import type { Condition } from "../contract/messages";
import { type CalendarModel, shiftAt, shiftsOn } from "../site/calendar";
import type { AlertConfig } from "./alert-config";
import type { AlertPolicy } from "./alert-policy";
import { nextClock } from "./clock-time";
import type { Place } from "./place";

/** When an order goes out, ms UTC, and what with. */
export interface Due {
  readonly due: number;
  readonly bundle?: string;
}

/** No plant rests for longer than this. */
const longestRestDays = 60;

/** What is ordered now: at once, with its group, in the next digest, or when the next shift begins. */
export function dueOf(config: AlertConfig, policy: AlertPolicy, condition: Condition, place: Place, now: number): Due {
  const planned = planOf(config, policy, condition, place, now);
  if (policy.when === "always") return planned;
  const due = nextWork(config.calendars.get(place.calendar ?? ""), config.timeZone, planned.due);
  if (due === planned.due) return planned;
  // What a night has gathered is one message in the morning.
  return { due, bundle: planned.bundle ?? `shift.${policy.id}` };
}

function planOf(
  { timeZone }: AlertConfig,
  { id, digest, groupMs, groupBy }: AlertPolicy,
  condition: Condition,
  place: Place,
  now: number,
): Due {
  if (digest !== undefined) return { due: nextClock(digest, timeZone, now), bundle: `digest.${id}` };
  if (groupMs === undefined) return { due: now };
  // All that falls into one stretch of the clock is due at its end: no alert needs to know of the others.
  const due = Math.ceil(now / groupMs) * groupMs;
  return { due, bundle: `group.${id}.${groupNameOf(groupBy, condition, place)}` };
}

function groupNameOf(groupBy: AlertPolicy["groupBy"], { site, rule }: Condition, place: Place): string {
  switch (groupBy) {
    case "site":
      return site;
    case "rule":
      return rule.split(".")[0] as string;
    default:
      return place[groupBy] ?? "-";
  }
}

/** The time itself within a shift, else when the next one begins; where there is no calendar it is always a working time. */
export function nextWork(calendar: CalendarModel | undefined, timeZone: string, at: number): number {
  if (!calendar || shiftAt(calendar, timeZone, at)) return at;
  let day = DateTime.fromMillis(at, { zone: timeZone }).startOf("day");
  for (let days = 0; days < longestRestDays; days++) {
    const begins = shiftsOn(calendar, day)
      .map(({ from }) => from)
      .filter((from) => from >= at);
    if (begins.length > 0) return Math.min(...begins);
    day = day.plus({ days: 1 });
  }
  return at;
}
