import type { SiteModel } from "../site/site-model";
import type { UseBook } from "./meter-use";
import type { ReportCosts } from "./month-costs";
import type { ReportMonth } from "./report-month";

/** Everything a monthly report is made from. */
export interface ReportData {
  readonly site: SiteModel;
  readonly month: ReportMonth;
  /** End of what is reported, ms UTC: that of the month, or of the last whole quarter-hour while it runs. */
  readonly until: number;
  /** From the month's begin until `until`, in quarter-hours. */
  readonly use: UseBook;
  /** As much of the month before. */
  readonly before: UseBook;
  /** As much of the same month a year ago. */
  readonly lastYear: UseBook;
  readonly costs: ReportCosts;
  readonly settings: ReportSettings;
}

export interface ReportSettings {
  /** Under this measured share, percent, a report is provisional. */
  readonly measuredPercent: number;
  /** A machine idles in quarter-hours in which it takes less than this part of its highest, percent. */
  readonly idlePercent: number;
}

export const usualReportSettings: ReportSettings = { measuredPercent: 98, idlePercent: 20 };
