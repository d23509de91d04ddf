import type { EditedReport } from "../report-edition";
import type { ReportLanguage } from "../report-language";
import { consumptionSheet } from "./consumption-sheet";
import { costSheet } from "./cost-sheet";
import { daySheet, quarterSheet } from "./day-sheets";
import type { Sheet } from "./sheet";
import { summarySheet } from "./summary-sheet";

/** The report as a workbook: numbers are numbers, sums are formulas. */
export function workbook(report: EditedReport, language: ReportLanguage): Sheet[] {
  return [
    summarySheet(report, language),
    consumptionSheet(report, language),
    costSheet(report, language),
    daySheet(report, language),
    quarterSheet(report, language),
  ];
}
