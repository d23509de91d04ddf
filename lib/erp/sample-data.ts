import type { Interval } from "../contract/messages";
import { gridOf } from "../metering/grid";
import type { Posting } from "../tariff/posting";
import type { Row } from "./cell";
import type { ExportData, IntervalsAsked } from "./export-data";
import type { ExportPeriod } from "./export-period";
import { bareSite, type ExportSite } from "./export-site";

/** A made-up plant, for seeing what a profile looks like before there is anything to export. */
const meters: Readonly<Record<string, Row & { readonly meterName: string }>> = {
  "m-press": {
    meterName: "Press 1",
    machine: "press-1",
    machineName: "Press 1",
    department: "forge",
    costCentre: "4100",
  },
  "m-oven": {
    meterName: "Härteofen",
    machine: "oven",
    machineName: "Härteofen",
    department: "forge",
    costCentre: "4200",
  },
};

export const sampleSite: ExportSite = {
  ...bareSite("sample", "Europe/Vienna", "EUR"),
  name: "Sample works",
  meters: Object.keys(meters),
  aboutMeter: (meter) => ({ site: "sample", siteName: "Sample works", meter, ...meters[meter] }),
  supplyName: (supply) => (supply === "grid" ? "Electricity" : supply),
};

const hourMs = 3_600_000;

async function* sampleIntervals({ site, meter, step, from, to }: IntervalsAsked): AsyncGenerator<Interval> {
  const grid = gridOf(step === "1d" ? "1d" : "60m", sampleSite.timeZone);
  const power = meter === "m-press" ? 41.6 : 12.35;
  for (let span = grid.spanAt(from); span.from < to; span = grid.spanAt(span.to)) {
    const amount = (power * (span.to - span.from)) / hourMs;
    const what = { kind: "interval", site, meter, quantity: "active_energy_import" } as const;
    yield { ...what, ...span, amount, quality: "measured", reasons: [], version: 1 };
  }
}

function samplePostings({ from, to }: ExportPeriod): Posting[] {
  const bill = { site: "sample", supply: "grid", from, to, version: 1, currency: "EUR" };
  const energy = { ...bill, component: "energy", unit: "kWh" };
  return [
    { ...energy, costCentre: "4100", quantity: "30950.4", amount: "4333.06" },
    { ...energy, costCentre: "4200", quantity: "9188.4", amount: "1286.38" },
    { ...bill, costCentre: "4100", component: "demand", quantity: "41.6", unit: "kW", amount: "353.60" },
    { ...bill, costCentre: "rest", component: "export-credit", amount: "-12.75" },
  ];
}

export const sampleData: ExportData = {
  intervals: sampleIntervals,
  readingsBefore: async (site, meter, before) => [
    {
      kind: "reading",
      site,
      meter,
      at: before - 10_000,
      values: { active_energy_import: meter === "m-press" ? 482_190.3 : 90_411.75 },
      quality: "good",
    },
  ],
  postings: async (period) => ({ postings: samplePostings(period), provisional: false }),
};
