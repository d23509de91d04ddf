import Big from "big.js";
import type { Interval, IntervalQuality } from "../contract/messages";
import { CompletenessCount } from "../metering/completeness";
import { decimal } from "../metering/decimal";
import { type Grid, gridOf } from "../metering/grid";
import { quantities } from "../metering/quantities";
import type { Row } from "./cell";
import type { ExportData } from "./export-data";
import type { ExportPeriod } from "./export-period";
import type { ExportProfile } from "./export-profile";
import type { ExportSite } from "./export-site";
import type { SourceRows } from "./source-rows";

type Wanted = Pick<ExportProfile, "step" | "meters" | "quantities">;

/** Months are the sums of their days: whoever counts intervals need not keep months as well. */
const storedStep = (step: ExportProfile["step"]): string => (step === "1mo" ? "1d" : step);

/** Consumption of a period, meter by meter as the site lists them, then by quantity and time. */
export async function* consumptionRows(
  { step, meters, quantities: wanted }: Wanted,
  site: ExportSite,
  data: ExportData,
  period: ExportPeriod,
): SourceRows {
  let provisional = false;
  let nothing = true;
  for (const meter of meters ?? site.meters) {
    const count = new CompletenessCount(period.from, period.to);
    const intervals: Interval[] = [];
    for await (const interval of data.intervals({ site: site.id, meter, step: storedStep(step), ...period })) {
      if (wanted && !wanted.includes(interval.quantity)) continue;
      count.take(interval);
      intervals.push(interval);
    }
    const names = count.quantitiesOf(meter);
    provisional ||= names.some((quantity) => (count.of(meter, quantity)?.missing ?? 0) > 0);
    // Who is asked for by name and has nothing is missing.
    provisional ||= meters !== undefined && names.length === 0;
    const folded = step === "1mo" ? byMonth(intervals, gridOf("1mo", site.timeZone), period) : intervals;
    nothing &&= intervals.length === 0;
    for (const interval of [...folded].sort(byQuantityAndTime))
      yield intervalRow(interval, site.aboutMeter(meter, interval.from));
  }
  // A plant that has used nothing has intervals that say so.
  return { provisional: provisional || nothing };
}

const byQuantityAndTime = (a: Interval, b: Interval): number =>
  a.quantity === b.quantity ? a.from - b.from : a.quantity < b.quantity ? -1 : 1;

/** An interval as a row; `about` names its meter. */
export function intervalRow({ meter, quantity, from, to, amount, quality, version }: Interval, about: Row): Row {
  const { unit, obis } = quantities.get(quantity) ?? { unit: "", obis: null };
  return {
    ...about,
    meter,
    quantity,
    unit,
    obis,
    from: { at: from },
    to: { at: to },
    amount: { number: new Big(decimal(amount)).toFixed() },
    quality,
    version: { number: String(version) },
  };
}

const worst: readonly IntervalQuality[] = ["missing", "estimated", "measured"];

/** The days of each month added up, as far as it lies in the period; as good as its worst day, as new as its newest. */
function byMonth(days: readonly Interval[], months: Grid, period: ExportPeriod): Interval[] {
  const sums = new Map<string, { interval: Interval; amount: Big }>();
  for (const day of days) {
    const month = months.spanAt(day.from);
    const from = Math.max(month.from, period.from);
    const to = Math.min(month.to, period.to);
    const key = `${day.quantity} ${from}`;
    const known = sums.get(key) ?? { interval: { ...day, from, to }, amount: new Big(0) };
    const { quality, version } = known.interval;
    sums.set(key, {
      interval: {
        ...known.interval,
        quality: worst.find((one) => one === quality || one === day.quality) ?? quality,
        version: Math.max(version, day.version),
      },
      amount: known.amount.plus(decimal(day.amount)),
    });
  }
  return [...sums.values()].map(({ interval, amount }) => ({ ...interval, amount: amount.toNumber() }));
}
