import type { DayType } from "./day-type";
import { inSeason, seasonNamed } from "./season";
import type { HourWindow, Period, TariffVersion } from "./tariff";

/** What a tariff sees of a day. */
export interface DayKind {
  readonly type: DayType;
  /** `MM-DD` */
  readonly dayOfYear: string;
}

/** Minutes of the local clock, 0 … 1440, to which the price with this number belongs. */
export interface MinuteSpan {
  readonly from: number;
  readonly to: number;
  readonly key: number;
}

export const minutesOfDay = 1440;

type Hours = Pick<TariffVersion, "seasons" | "periods">;

/**
 * The minutes of a day that belong to each of the named periods and seasons; an absent name is all time. A window that
 * crosses midnight belongs to the day on which it begins, so yesterday's have a say in the morning.
 */
export function hoursOfDay(
  version: Hours,
  keys: readonly (string | undefined)[],
  today: DayKind,
  yesterday: DayKind,
): MinuteSpan[] {
  const spans: MinuteSpan[] = [];
  keys.forEach((name, key) => {
    const period = name === undefined ? undefined : ownPeriod(version, name);
    if (period === "rest") return;
    if (period) spans.push(...windowMinutes(version, period, today, yesterday).map((span) => ({ ...span, key })));
    else if (name === undefined || within(version, [name], today)) spans.push({ from: 0, to: minutesOfDay, key });
  });
  spans.sort((a, b) => a.from - b.from || a.to - b.to);
  // The parser admits one rest only.
  const key = keys.findIndex((name) => name !== undefined && ownPeriod(version, name) === "rest");
  if (key === -1) return spans;
  return [...spans, ...gapsIn(spans).map((gap) => ({ ...gap, key }))].sort((a, b) => a.from - b.from);
}

const ownPeriod = (version: Hours, name: string): Period | undefined =>
  Object.hasOwn(version.periods, name) ? version.periods[name] : undefined;

function within(version: Hours, seasons: readonly string[], { dayOfYear }: DayKind): boolean {
  return seasons.some((name) => inSeason(seasonNamed(version.seasons, name) ?? [], dayOfYear));
}

function windowMinutes(
  version: Hours,
  windows: readonly HourWindow[],
  today: DayKind,
  yesterday: DayKind,
): { from: number; to: number }[] {
  const begins = (window: HourWindow, day: DayKind): boolean =>
    window.days.includes(day.type) && (!window.seasons || within(version, window.seasons, day));
  const spans: { from: number; to: number }[] = [];
  for (const window of windows) {
    const crosses = window.to <= window.from;
    if (begins(window, today)) spans.push({ from: window.from, to: crosses ? minutesOfDay : window.to });
    if (crosses && window.to > 0 && begins(window, yesterday)) spans.push({ from: 0, to: window.to });
  }
  return joined(spans);
}

/** Windows of one period may touch or overlap: 06–14 and 14–22 is 06–22. */
function joined(spans: { from: number; to: number }[]): { from: number; to: number }[] {
  const sorted = spans.sort((a, b) => a.from - b.from);
  const result: { from: number; to: number }[] = [];
  for (const span of sorted) {
    const last = result.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else result.push({ ...span });
  }
  return result;
}

/** The minutes of the day that no span covers; the spans are in order. */
export function gapsIn(spans: readonly MinuteSpan[]): { from: number; to: number }[] {
  const gaps: { from: number; to: number }[] = [];
  let covered = 0;
  for (const { from, to } of spans) {
    if (from > covered) gaps.push({ from: covered, to: from });
    covered = Math.max(covered, to);
  }
  if (covered < minutesOfDay) gaps.push({ from: covered, to: minutesOfDay });
  return gaps;
}
