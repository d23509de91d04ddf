import { DateTime } from "luxon";
import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";
import type { ReportSettings } from "./report-data";
import { type ReportFormat, reportFormats } from "./report-format";
import { monthAt } from "./report-month";

/** What `usage-report` makes, and when. */
export interface UsageReportConfig {
  readonly automatic: boolean;
  /** `06:00` by the site's clock, on the first of the month. */
  readonly time: string;
  readonly waitHours: number;
  readonly formats: readonly ReportFormat[];
  /** Absent: the gateway's. */
  readonly language?: "de" | "en-US";
  readonly settings: ReportSettings;
}

const percent = { type: "number", minimum: 0, maximum: 100 } as const;
const formatsSchema = {
  type: "array",
  minItems: 1,
  maxItems: 4,
  uniqueItems: true,
  items: { enum: reportFormats },
} as const;
const languageSchema = { enum: ["de", "en-US"] } as const;

const configSchema = {
  type: "object",
  required: ["automatic", "time", "waitHours", "formats", "settings"],
  additionalProperties: false,
  properties: {
    automatic: { type: "boolean" },
    time: { type: "string", pattern: "^([01]\\d|2[0-3]):[0-5]\\d$", description: "a time of day such as 06:00" },
    waitHours: { type: "number", minimum: 0, maximum: 600 },
    formats: formatsSchema,
    language: languageSchema,
    settings: {
      type: "object",
      required: ["measuredPercent", "idlePercent"],
      additionalProperties: false,
      properties: { measuredPercent: percent, idlePercent: percent },
    },
  },
} as const;

/** Throws CONFIG_INVALID. */
export function parseUsageReport(raw: unknown): UsageReportConfig {
  assertSchema(configSchema, raw, "CONFIG_INVALID");
  return raw as UsageReportConfig;
}

/** Asks for reports: of one `month`, or of each that the period touches; of the last month when nothing is said. */
export interface ReportQuery {
  readonly months: readonly string[];
  readonly formats?: readonly ReportFormat[];
  readonly language?: "de" | "en-US";
  /** Mail it as well. */
  readonly mail: boolean;
}

interface AskedReport {
  readonly site?: string;
  readonly month?: string;
  readonly from?: number;
  readonly to?: number;
  readonly formats?: readonly ReportFormat[];
  readonly language?: "de" | "en-US";
  readonly mail?: boolean;
}

const mostMonths = 36;
const time = { type: "integer", minimum: 0, maximum: 8_640_000_000_000_000 } as const;
const querySchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    kind: { const: "query" },
    site: { type: "string", maxLength: 64 },
    month: { type: "string", pattern: "^\\d{4}-(0[1-9]|1[0-2])$", description: "a month such as 2026-10" },
    from: time,
    to: time,
    formats: formatsSchema,
    language: languageSchema,
    mail: { type: "boolean" },
  },
} as const;

/** What is no object, such as a timestamp, asks for the last month. Throws MESSAGE_INVALID. */
export function reportQuery(payload: unknown, site: { id: string; timeZone: string }, now: number): ReportQuery {
  const raw = typeof payload === "object" && payload !== null ? payload : {};
  assertSchema(querySchema, raw, "MESSAGE_INVALID");
  const { site: asked = site.id, month, from, to, mail = false, ...others } = raw as AskedReport;
  if (asked !== site.id) throw invalid("site", `must be ${site.id}`);
  return { ...others, mail, months: month === undefined ? monthsOf(from, to, site.timeZone, now) : [month] };
}

function monthsOf(from: number | undefined, to: number | undefined, timeZone: string, now: number): string[] {
  if (from === undefined) return [monthAt(monthAt(now, timeZone).from - 1, timeZone).name];
  const end = to ?? from + 1;
  if (end <= from) throw invalid("to", "must be after from");
  const first = monthAt(from, timeZone);
  const months: string[] = [];
  let begin = DateTime.fromMillis(first.from, { zone: timeZone });
  for (; begin.toMillis() < end; begin = begin.plus({ months: 1 })) {
    if (months.length === mostMonths) throw invalid("to", `at most ${mostMonths} months`);
    months.push(begin.toFormat("yyyy-MM"));
  }
  return months;
}

const invalid = (place: string, detail: string): EnergyError => new EnergyError("MESSAGE_INVALID", { place, detail });
