import { DateTime } from "luxon";
import type { DriftRule } from "./drift-rule";

/** A quiet span; ms UTC, `to` exclusive. */
export interface QuietSpan {
  readonly from: number;
  readonly to: number;
}

/** The quiet span of local time that holds `at`; undefined by day. */
export function quietSpan({ quietFrom, quietTo }: DriftRule, timeZone: string, at: number): QuietSpan | undefined {
  const today = DateTime.fromMillis(at, { zone: timeZone }).startOf("day");
  for (const day of [today, today.minus({ days: 1 })]) {
    const from = onDay(day, quietFrom);
    const to = onDay(quietTo > quietFrom ? day : day.plus({ days: 1 }), quietTo);
    if (at >= from && at < to) return { from, to };
  }
  return undefined;
}

function onDay(day: DateTime, clock: string): number {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return day.set({ hour, minute }).toMillis();
}
