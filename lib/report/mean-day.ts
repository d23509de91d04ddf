import { DateTime } from "luxon";
import { type QuarterCurve, quarterMs } from "./quarter-curve";
import type { DayUse } from "./report-model";

const quartersOfDay = 96;

/** Where the quarter-hours of a curve stand in the site's days. */
export interface DayPlan {
  /** In order. */
  readonly days: readonly DayPlace[];
}

interface DayPlace {
  readonly date: string;
  readonly workday: boolean;
  /** Quarter-hours of the curve, `end` exclusive: 92 or 100 of them where the clocks change. */
  readonly begin: number;
  readonly end: number;
  /** For each the quarter of the day by the clock on the wall, 0 to 95. */
  readonly places: readonly number[];
}

export function dayPlan(
  { from, length }: Pick<QuarterCurve, "from" | "length">,
  timeZone: string,
  isWorkday: (local: DateTime) => boolean,
): DayPlan {
  const days: DayPlace[] = [];
  for (let begin = 0; begin < length; ) {
    const local = DateTime.fromMillis(from + begin * quarterMs, { zone: timeZone });
    const next = Math.round((local.startOf("day").plus({ days: 1 }).toMillis() - from) / quarterMs);
    const end = Math.min(length, next);
    const clock = (n: number): number => {
      const { hour, minute } = DateTime.fromMillis(from + (begin + n) * quarterMs, { zone: timeZone });
      return Math.floor((hour * 60 + minute) / 15);
    };
    // Only where the clocks change must the clock be asked, which takes its time.
    const places = Array.from(
      { length: end - begin },
      next - begin === quartersOfDay ? (_, n) => n : (_, n) => clock(n),
    );
    days.push({ date: local.toISODate() ?? "", workday: isWorkday(local), begin, end, places });
    begin = Math.max(end, begin + 1);
  }
  return { days };
}

/** What was used on each day; null where nothing is known of it. */
export function daysOf(curve: QuarterCurve, { days }: DayPlan): DayUse[] {
  return days.map(({ date, workday, begin, end }) => {
    let amount: number | null = null;
    for (let slot = begin; slot < end; slot++) {
      if (curve.seen[slot]) amount = (amount ?? 0) + (curve.amounts[slot] ?? 0);
    }
    return { date, amount, workday };
  });
}

/** Mean of each quarter of the day over the chosen days, per hour (kW); null where no day knows it. */
export function meanDay(curve: QuarterCurve, { days }: DayPlan, workday: boolean): (number | null)[] {
  const sums = new Float64Array(quartersOfDay);
  const counts = new Uint16Array(quartersOfDay);
  for (const day of days) {
    if (day.workday !== workday) continue;
    day.places.forEach((place, n) => {
      const mean = curve.meanAt(day.begin + n);
      if (mean === undefined) return;
      sums[place] = (sums[place] ?? 0) + mean;
      counts[place] = (counts[place] ?? 0) + 1;
    });
  }
  return Array.from(sums, (sum, place) => (counts[place] ? sum / counts[place] : null));
}
