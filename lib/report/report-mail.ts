import Mustache from "mustache";
import { EnergyError } from "../contract/error";
import { changedName, changedValues } from "./pdf/changed-lines";
import type { EditedReport } from "./report-edition";
import { decimalsFor, type ReportLanguage } from "./report-language";
import type { ReportTexts } from "./report-texts";

export interface ReportMail {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

type Templates = ReportTexts["mail"];

/**
 * The mail that a report is sent with. `own`: templates that replace those of the catalogue; what they fill in is escaped in
 * HTML.
 */
export function reportMail(
  report: EditedReport,
  files: readonly string[],
  language: ReportLanguage,
  own: Partial<Templates> = {},
): ReportMail {
  const templates = { ...language.mail, ...own };
  const view = mailView(report, files, language);
  const plain = { escape: (value: unknown) => String(value) };
  return {
    subject: oneLine(Mustache.render(templates.subject, view, {}, plain)),
    text: Mustache.render(templates.text, view, {}, plain),
    html: Mustache.render(templates.html, view),
  };
}

/** Throws CONFIG_INVALID with the template's name for one that cannot be filled in. */
export function checkTemplates(own: Partial<Templates>): void {
  for (const [place, template] of Object.entries(own)) {
    try {
      Mustache.parse(template);
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw new EnergyError("CONFIG_INVALID", { place, detail }, { cause });
    }
  }
}

/** A subject is a header: whatever is filled in, it stays one line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not get into a header.
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ").trim();

function mailView(report: EditedReport, files: readonly string[], language: ReportLanguage): object {
  const { site, state, version, changes, completeness } = report;
  const shown = changes.map((change) => ({ name: changedName(change, language), ...changedValues(change, language) }));
  return {
    site: site.name,
    month: language.month(report.from),
    version,
    provisional: state === "provisional",
    state: language.text(state),
    basis: `${language.percent(completeness.measured)} ${language.text("measured")}, ${language.percent(completeness.estimated)} ${language.text("estimated")}, ${language.percent(completeness.missing)} ${language.text("missing")}`,
    figures: mailFigures(report, language),
    changed: version > 1 && shown.length > 0,
    changes: version > 1 ? shown : [],
    files: files.map((filename) => ({ filename })),
  };
}

function mailFigures({ media, load, costs }: EditedReport, language: ReportLanguage): object[] {
  return [
    ...media.map(({ medium, unit, site: { amount, before } }) => ({
      name: language.figure(medium),
      value: `${language.number(amount, decimalsFor(amount))} ${unit}`,
      change: `${language.text("last-month")}: ${language.change(amount, before)}`,
    })),
    ...(load?.peak
      ? [
          {
            name: language.text("peak"),
            value: `${language.number(load.peak.kw, 1)} kW`,
            change: language.weekdayTime(load.peak.at),
          },
        ]
      : []),
    ...(costs
      ? [{ name: language.text("cost"), value: `${language.money(costs.total)} ${costs.currency}`, change: "" }]
      : []),
  ];
}
