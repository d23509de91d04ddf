import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Interval } from "../../dist/lib/contract/messages.js";
import { MeterUse, type UseBook } from "../../dist/lib/report/meter-use.js";
import { type ReportData, usualReportSettings } from "../../dist/lib/report/report-data.js";
import type { ReportMedium } from "../../dist/lib/report/report-media.js";
import { comparableEnd, monthNamed, monthsBefore } from "../../dist/lib/report/report-month.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import type { SiteModel } from "../../dist/lib/site/site-model.js";

/** A year of a steel works; origin and licence: `lib/simulate/steel-load.md`. */
const steel = JSON.parse(readFileSync(join(import.meta.dirname, "../../lib/simulate/steel-load.json"), "utf8"));
const days: number[][] = steel.activeKwhHundredths.map((day: string) => day.split(" ").map(Number));

export const quarter = 900_000;
export const steelZone = "Asia/Seoul";
export const newYear = Date.parse("2018-01-01T00:00+09:00");

const weekdays = ["mon", "tue", "wed", "thu", "fri"];

/** As it is written in `site.json`. */
const written = {
  version: 1,
  site: { id: "works", name: "Steel works Gwangyang", timeZone: steelZone, currency: "EUR", calendar: "two" },
  calendars: [
    {
      id: "two",
      name: "Two shifts",
      shifts: [
        { name: "Early", days: weekdays, from: "06:00", to: "14:00" },
        { name: "Late", days: weekdays, from: "14:00", to: "22:00" },
      ],
    },
  ],
  departments: [
    { id: "melt", name: "Melt shop" },
    { id: "mill", name: "Rolling mill" },
  ],
  machines: [
    { id: "arc", name: "Arc furnace", department: "melt" },
    { id: "ladle", name: "Ladle furnace", department: "melt" },
    { id: "stand", name: "Roughing stand", department: "mill" },
    { id: "air", name: "Compressed air" },
  ],
  buses: [{ id: "hall", host: "127.0.0.1" }],
  meters: [
    { id: "main", name: "Main supply", role: "main", bus: "hall", unitId: 1, profile: "schneider-iem3000" },
    ...["arc", "ladle", "stand", "air"].map((machine, n) => ({
      id: `m-${machine}`,
      name: `Meter ${machine}`,
      machine,
      bus: "hall",
      unitId: n + 2,
      profile: "schneider-iem3000",
    })),
    { id: "water", name: "Works water", role: "main", pulse: { medium: "water", driver: "message", pulsesPerUnit: 1 } },
  ],
};

export const steelSite: SiteModel = parseSite(written).site;

/** The same with a tariff of 10 cents a kWh and 12 EUR a kW, and a cost centre that bears the melt shop. */
export const billedSite: SiteModel = parseSite({
  ...written,
  tariffs: [
    {
      id: "flat",
      name: "Flat 2018",
      versions: [
        {
          from: "2018-03-01",
          components: [
            { id: "energy", kind: "energy", price: "0.10" },
            { id: "demand", kind: "demand", minutes: 15, price: 12 },
          ],
        },
      ],
    },
  ],
  supplies: [{ id: "grid", name: "Grid supply", meter: "main", tariff: "flat" }],
  costCentres: [{ id: "4711", name: "Melting" }],
  allocations: [{ department: "melt", shares: { "4711": 100 } }],
}).site;

/** Parts of the works' load that its machines take: 93 % in all. */
const parts: Readonly<Record<string, number>> = {
  main: 1,
  "m-arc": 0.5,
  "m-ladle": 0.2,
  "m-stand": 0.15,
  "m-air": 0.08,
};

/** The year's quarter-hours of a meter: kWh of electricity, or litres of water at 2 m³ an hour in the day. */
export function steelIntervals(meter: string, from: number, to: number): Interval[] {
  const intervals: Interval[] = [];
  for (let at = from; at < to; at += quarter) {
    const index = (at - newYear) / quarter;
    const used = steelEnergy(index);
    if (used === undefined) continue;
    const water = index % 96 >= 24 && index % 96 < 88 ? 500 : 20;
    const isWater = meter === "water";
    intervals.push({
      kind: "interval",
      site: "works",
      meter,
      quantity: isWater ? "water_volume" : "active_energy_import",
      from: at,
      to: at + quarter,
      amount: isWater ? water : used * (parts[meter] ?? 0),
      quality: "measured",
      reasons: [],
      version: 1,
    });
  }
  return intervals;
}

/** kWh of a quarter-hour of the year; undefined outside it. */
function steelEnergy(index: number): number | undefined {
  const hundredths = days[Math.floor(index / 96)]?.[index % 96];
  return hundredths === undefined ? undefined : hundredths / 100;
}

/** Everything a report of a month of the steel works is made from; `change` may leave out or bend intervals. */
export function steelData(
  name: string,
  change: (interval: Interval) => Interval | undefined = (interval) => interval,
  more: Partial<ReportData> = {},
): ReportData {
  const site = more.site ?? steelSite;
  const month = monthNamed(name, site.timeZone);
  const until = more.until ?? month.to;
  const bookOf = (earlier: number): UseBook => {
    const past = earlier === 0 ? month : monthsBefore(month, earlier, site.timeZone);
    const end = earlier === 0 ? until : comparableEnd(month, until, past, site.timeZone);
    return bookFrom(site, past.from, end, (meter) =>
      steelIntervals(meter, past.from, end).flatMap((interval) => change(interval) ?? []),
    );
  };
  return {
    site,
    month,
    until,
    use: bookOf(0),
    before: bookOf(1),
    lastYear: bookOf(12),
    costs: {},
    settings: usualReportSettings,
    ...more,
  };
}

const mediumOf: Readonly<Record<string, ReportMedium>> = {
  active_energy_import: "electricity",
  active_energy_export: "feed-in",
  reactive_energy_import: "reactive",
  water_volume: "water",
  gas_volume: "gas",
};

export function bookFrom(
  site: SiteModel,
  from: number,
  to: number,
  of: (meter: string) => readonly Interval[],
): UseBook {
  const book = new Map<string, Map<ReportMedium, MeterUse>>();
  for (const { id } of site.meters) {
    const uses = new Map<ReportMedium, MeterUse>();
    for (const interval of of(id)) {
      const medium = mediumOf[interval.quantity] as ReportMedium;
      const use = uses.get(medium) ?? new MeterUse(medium, from, to);
      uses.set(medium, use);
      use.take(interval);
    }
    book.set(id, uses);
  }
  return book;
}
