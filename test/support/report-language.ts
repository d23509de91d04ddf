import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildReport } from "../../dist/lib/report/build-report.js";
import type { ReportData } from "../../dist/lib/report/report-data.js";
import type { EditedReport } from "../../dist/lib/report/report-edition.js";
import { ReportLanguage } from "../../dist/lib/report/report-language.js";
import type { ReportTexts } from "../../dist/lib/report/report-texts.js";

const json = (language: string, name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../../locales", language, name), "utf8"));

export const catalogue = (language: string): ReportTexts => ({
  ...json(language, "report.json"),
  errors: json(language, "messages.json").errors,
});

export const reportLanguage = (language: string, timeZone: string): ReportLanguage =>
  new ReportLanguage(language, timeZone, catalogue(language));

/** A bill and its shares, as somebody could have typed them; the lines add up. */
export const someCosts: ReportData["costs"] = {
  month: {
    bills: [
      {
        kind: "bill",
        site: "works",
        meter: "main",
        from: 0,
        to: 1,
        tariff: "=day-night",
        currency: "EUR",
        amount: "17242.40",
        version: 1,
        lines: [
          { component: "energy", period: "peak", amountOf: "41234.5", unit: "kWh", price: "0.1420", amount: "5855.30" },
          {
            component: "energy",
            period: "off-peak",
            amountOf: "38995.91",
            unit: "kWh",
            price: "0.0980",
            amount: "3821.60",
          },
          { component: "demand", amountOf: "605.24", unit: "kW", price: "12.50", amount: "7565.50" },
        ],
      },
    ],
    postings: [
      { costCentre: "4711", component: "energy", quantity: "40115.2", unit: "kWh", amount: "4838.45" },
      { costCentre: "4711", component: "demand", amount: "3782.75" },
      { costCentre: "rest", component: "energy", quantity: "40115.21", unit: "kWh", amount: "4838.45" },
      { costCentre: "rest", component: "demand", amount: "3782.75" },
    ].map((posting) => ({ site: "works", supply: "main", from: 0, to: 1, version: 1, currency: "EUR", ...posting })),
  },
};

export const edited = (data: ReportData, more: Partial<EditedReport> = {}): EditedReport => ({
  ...buildReport(data),
  version: 1,
  madeAt: Date.parse("2018-04-01T06:00+09:00"),
  changes: [],
  ...more,
});
