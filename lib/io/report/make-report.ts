import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatTime } from "../../api/time";
import { buildReport } from "../../report/build-report";
import { pdfDocument } from "../../report/pdf/document";
import { quarterMs } from "../../report/quarter-curve";
import { reportCsv } from "../../report/report-csv";
import type { ReportData, ReportSettings } from "../../report/report-data";
import { type EditedReport, figuresOf, recordOf } from "../../report/report-edition";
import { type ReportFormat, reportFileName } from "../../report/report-format";
import { ReportLanguage } from "../../report/report-language";
import { reportMail } from "../../report/report-mail";
import { comparableEnd, monthNamed, monthsBefore } from "../../report/report-month";
import type { ReportTexts } from "../../report/report-texts";
import { reportView } from "../../report/report-view";
import { workbook } from "../../report/sheets/workbook";
import { unpackSite } from "../site-parcel";
import { openForReading } from "../store/journal-file";
import { JournalReader } from "../store/journal-reader";
import { daysFirst } from "./days-first";
import { journalCosts } from "./journal-costs";
import { journalUse, type Stretch } from "./journal-use";
import { KeptIntervals } from "./kept-intervals";
import { renderPdf } from "./render-pdf";
import { renderXlsx } from "./render-xlsx";
import type { ReportFile, ReportJob, ReportOutcome } from "./report-job";

const cacheKilobytes = 32_000;

/** Reads the journal, makes the report and renders it: seconds of work, for a worker thread. Rejects with an EnergyError. */
export async function makeReport(job: ReportJob): Promise<ReportOutcome> {
  const model = buildReport(await gathered(job));
  const digest = createHash("sha256").update(JSON.stringify(model)).digest("hex").slice(0, 32);
  const running = model.because.includes("running");
  const record = running ? undefined : recordOf(job.record, digest, figuresOf(model), job.now);
  const edition = record ?? { version: 0, madeAt: job.now, changes: [] };
  const { version, madeAt, changes } = edition;
  const report: EditedReport = { ...model, version, madeAt, changes };
  const language = new ReportLanguage(job.language, model.site.timeZone, textsOf(job.language));
  const files: ReportFile[] = [];
  for (const format of job.unless?.includes(digest) ? [] : job.formats) {
    const filename = reportFileName(report.site.id, report.month, version, format);
    files.push({ format, filename, body: await rendered(format, report, job.settings, language) });
  }
  const names = files.map(({ filename }) => filename);
  return {
    summary: {
      month: model.month,
      state: model.state,
      because: model.because,
      version,
      digest,
      madeAt,
      empty: model.media.length === 0,
    },
    ...(record && { record }),
    files,
    ...(job.mail && { mail: reportMail(report, names, language, job.mail) }),
  };
}

async function gathered({ journal, site: parcel, month: name, now, settings }: ReportJob): Promise<ReportData> {
  const site = unpackSite(parcel);
  const { timeZone } = site;
  const month = monthNamed(name, timeZone);
  const until = Math.max(month.from, Math.min(month.to, Math.floor(now / quarterMs) * quarterMs));
  const earlier = (months: number) => {
    const past = monthsBefore(month, months, timeZone);
    return { from: past.from, to: comparableEnd(month, until, past, timeZone) };
  };
  const stretches = { month: { from: month.from, to: until }, before: earlier(1), lastYear: earlier(12) };
  const db = openForReading(journal);
  try {
    // Meters lie side by side in the journal, so each of them goes through the same pages of the month.
    db.exec(`PRAGMA cache_size = -${cacheKilobytes}`);
    const reader = new JournalReader(db);
    const kept = new KeptIntervals(reader, site.id, stretches.month);
    const sums = (stretch: Stretch) => journalUse(daysFirst(reader, site.id, stretch), site, stretch);
    return {
      site,
      month,
      until,
      use: journalUse(kept, site, stretches.month),
      before: sums(stretches.before),
      lastYear: sums(stretches.lastYear),
      costs: await journalCosts(reader, kept, site, stretches, now),
      settings,
    };
  } finally {
    db.close();
  }
}

async function rendered(
  format: ReportFormat,
  report: EditedReport,
  settings: ReportSettings,
  language: ReportLanguage,
): Promise<Uint8Array> {
  switch (format) {
    case "json":
      return Buffer.from(JSON.stringify(reportView(report, formatTime)));
    case "csv":
      return Buffer.from(reportCsv(report, language));
    case "xlsx":
      return renderXlsx(workbook(report, language));
    case "pdf":
      return renderPdf(pdfDocument(report, settings, language));
  }
}

function textsOf(language: string): ReportTexts {
  const folder = join(__dirname, "../../../nodes/locales", language);
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8"));
  return { ...read("report.json"), errors: read("messages.json").errors };
}
