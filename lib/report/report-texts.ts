import type { Figure } from "./report-edition";
import type { ReportMedium } from "./report-media";

export const reportTextKeys = [
  "title", "interim", "final", "provisional", "because-running", "because-incomplete", "complete", "version", "made", "page",
  "key-figures", "peak", "peak-at", "off-shift", "off-shift-of", "idle", "idle-of", "base-load", "mean-load", "power-factor", "feed-in", "cost", "no-tariff",
  "last-month", "last-year", "no-data", "data-basis", "measured", "estimated", "missing", "limit",
  "edition", "changes", "no-figure-changed", "before", "after", "daily", "workday", "weekend", "top-consumers", "prepared", "checked", "released", "sign",
  "consumption", "site", "departments", "machines", "cost-centres", "unmetered", "name", "department", "amount", "share", "difference", "percent",
  "load", "mean-day", "duration", "hours", "highest", "date", "time", "power", "machine-load",
  "costs", "cost-lines", "component", "period", "tier", "reason", "quantity", "price", "money", "sum", "centre", "rest", "supply", "tariff",
  "meters", "meter", "medium", "unit", "definitions", "define-peak", "define-calendar", "define-night", "define-idle", "define-compare", "define-measured", "define-base",
  "summary", "days", "quarters", "value", "level", "month", "begin", "currency", "nothing",
] as const;
export type ReportText = (typeof reportTextKeys)[number];

/** The words of a report in one language (`locales/<lang>/report.json`). */
export interface ReportTexts {
  readonly texts: Readonly<Record<ReportText, string>>;
  /** Of what is counted, and of the other figures that a version may change. */
  readonly figures: Readonly<Record<ReportMedium | Figure["what"], string>>;
  /** Of usual components and units of a bill; others stand as the tariff names them. */
  readonly components: Readonly<Record<string, string>>;
  /** Mustache templates of the mail. */
  readonly mail: { readonly subject: string; readonly text: string; readonly html: string };
}
