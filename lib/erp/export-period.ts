import { DateTime } from "luxon";

/** ms UTC, `to` exclusive. */
export interface ExportPeriod {
  readonly from: number;
  readonly to: number;
}

export const periodLengths = ["day", "week", "month"] as const;
export type PeriodLength = (typeof periodLengths)[number];

/** The last whole day, week (from Monday) or month of the site's calendar before `at`; `back` counts further ones. */
export function periodBefore(at: number, length: PeriodLength, timeZone: string, back = 0): ExportPeriod {
  const running = DateTime.fromMillis(at, { zone: timeZone }).startOf(length);
  const to = running.minus({ [`${length}s`]: back });
  return {
    from: to
      .minus({ [`${length}s`]: 1 })
      .startOf(length)
      .toMillis(),
    to: to.startOf(length).toMillis(),
  };
}

/** `2026-10` for a month, `2026-10-05` for a day, else both ends: `2026-10-05_2026-10-12`; times only where they are no midnights. */
export function periodName({ from, to }: ExportPeriod, timeZone: string): string {
  const begin = DateTime.fromMillis(from, { zone: timeZone });
  const end = DateTime.fromMillis(to, { zone: timeZone });
  if (isStart(begin, "month") && +begin.plus({ months: 1 }) === to) return begin.toFormat("yyyy-MM");
  if (isStart(begin, "day") && +begin.plus({ days: 1 }) === to) return begin.toFormat("yyyy-MM-dd");
  const form = isStart(begin, "day") && isStart(end, "day") ? "yyyy-MM-dd" : "yyyyMMdd'T'HHmmssZZZ";
  return `${begin.toFormat(form)}_${end.toFormat(form)}`.replaceAll("+", "p");
}

const isStart = (at: DateTime, unit: "day" | "month"): boolean => +at === +at.startOf(unit);
