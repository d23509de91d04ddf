export const reportFormats = ["json", "csv", "xlsx", "pdf"] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const reportMediaTypes: Readonly<Record<ReportFormat, string>> = {
  json: "application/json",
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pdf: "application/pdf",
};

/** `works-2026-10-v2.pdf`; a report of a running month has no version yet. */
export const reportFileName = (site: string, month: string, version: number, format: ReportFormat): string =>
  `${site}-${month}-${version > 0 ? `v${version}` : "interim"}.${format}`;
