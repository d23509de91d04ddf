import { EnergyError } from "../../contract/error";
import { usualReportSettings } from "../../report/report-data";
import { type ReportFormat, reportFormats, reportMediaTypes } from "../../report/report-format";
import type { ReportOutcome } from "./report-job";
import { orderReport, type ReportSources } from "./report-office";

export interface ReportRequest {
  /** `2026-10.pdf`. */
  readonly name: string;
  readonly language: string;
  readonly ifNoneMatch?: string | undefined;
}

export interface ReportAnswer {
  readonly statusCode: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * The answer to `GET /api/reports/{month}.{format}`; 304 without rendering where the caller has it already. Rejects with API_NOT_FOUND for
 * no such report, or as `orderReport` does.
 */
export async function reportAnswer(request: ReportRequest, sources: ReportSources, now: number): Promise<ReportAnswer> {
  const { month, format } = parseName(request.name);
  const { language, ifNoneMatch } = request;
  const tagOf = (digest: string): string => `W/"${digest}-${format}-${language}"`;
  const known = ifNoneMatch?.split(",").map((tag) => tag.trim().replace(/^(?!W\/)/, "W/")) ?? [];
  const settings = sources.settings ?? usualReportSettings;
  const unless = known.flatMap((tag) => digestIn(tag, tagOf));
  const order = { month, now, formats: [format], language, settings, unless };
  const { summary, files } = await orderReport(sources, order);
  const headers = {
    etag: tagOf(summary.digest),
    "cache-control": "private, no-cache",
    vary: "accept-language, authorization",
  };
  const [file] = files;
  if (!file) return { statusCode: 304, headers, body: Buffer.alloc(0) };
  // From the other thread it comes as bare bytes, which an http response would write out as numbers.
  const body = Buffer.from(file.body.buffer, file.body.byteOffset, file.body.byteLength);
  return { statusCode: 200, headers: { ...headers, ...contentHeaders(format, file.filename, summary) }, body };
}

function contentHeaders(format: ReportFormat, filename: string, { version, state }: ReportOutcome["summary"]) {
  const disposition = format === "csv" || format === "xlsx" ? "attachment" : "inline";
  return {
    "content-type": reportMediaTypes[format],
    "content-disposition": `${disposition}; filename="${filename}"`,
    "x-report-version": String(version),
    "x-report-state": state,
  };
}

function parseName(name: string): { readonly month: string; readonly format: ReportFormat } {
  const match = /^(\d{4}-\d{2})\.([a-z]{3,4})$/.exec(name);
  const format = reportFormats.find((known) => known === match?.[2]);
  if (!match?.[1] || !format) throw new EnergyError("API_NOT_FOUND", { what: "report", id: name.slice(0, 40) });
  return { month: match[1], format };
}

/** The content that a tag of ours names; tags of others and of other forms name none. */
function digestIn(tag: string, tagOf: (digest: string) => string): string[] {
  const digest = /^W\/"([0-9a-f]{32})-/.exec(tag)?.[1];
  return digest !== undefined && tag === tagOf(digest) ? [digest] : [];
}
