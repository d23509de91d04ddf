import { changedName } from "../pdf/changed-lines";
import type { EditedReport } from "../report-edition";
import type { ReportLanguage } from "../report-language";
import { number, numberFormats, type Sheet, type SheetCell, text } from "./sheet";

/** Key figures, what they are based on and what changed. */
export function summarySheet(report: EditedReport, language: ReportLanguage): Sheet {
  const { site, version, state, madeAt, completeness } = report;
  const row = (name: string, value: SheetCell, unit = "", ...more: SheetCell[]): SheetCell[] => [
    text(name),
    value,
    text(unit),
    ...more,
  ];
  return {
    name: language.text("summary"),
    widths: [38, 18, 12, 18, 18],
    frozen: 0,
    rows: [
      [text(language.text("title", { month: language.month(report.from) }), "title")],
      [text(site.name)],
      row(language.text(state), text(version > 0 ? language.text("version", { version }) : language.text("interim"))),
      row(language.text("made", { date: language.dateTime(madeAt) }), null),
      [],
      [
        text(language.text("key-figures"), "head"),
        text(language.text("value"), "head"),
        text(language.text("unit"), "head"),
        text(language.text("last-month"), "head"),
        text(language.text("last-year"), "head"),
      ],
      ...figureRows(report, language),
      [],
      [text(language.text("data-basis"), "head"), text(language.text("value"), "head")],
      row(language.text("measured"), number(completeness.measured, numberFormats.percent)),
      row(language.text("estimated"), number(completeness.estimated, numberFormats.percent)),
      row(language.text("missing"), number(completeness.missing, numberFormats.percent)),
      ...changeRows(report, language),
    ],
  };
}

function figureRows({ media, load, costs }: EditedReport, language: ReportLanguage): SheetCell[][] {
  const { tenth, money } = numberFormats;
  const kw = (name: string, value: number | null): SheetCell[] => [text(name), number(value, tenth), text("kW")];
  return [
    ...media.map(({ medium, unit, site }) => [
      text(language.figure(medium)),
      number(site.amount, tenth),
      text(unit),
      number(site.before, tenth),
      number(site.lastYear, tenth),
    ]),
    ...(load
      ? [
          [
            ...kw(language.text("peak"), load.peak?.kw ?? null),
            text(load.peak ? language.weekdayTime(load.peak.at) : language.text("no-data")),
          ],
          kw(language.text("mean-load"), load.meanKw),
          kw(language.text("base-load"), load.baseKw),
          [text(language.text("off-shift")), number(load.offShift, tenth), text("kWh")],
        ]
      : []),
    ...(costs
      ? [
          [
            text(language.text("cost")),
            number(Number(costs.total), money),
            text(costs.currency),
            number(costs.before === null ? null : Number(costs.before), money),
            number(costs.lastYear === null ? null : Number(costs.lastYear), money),
          ],
        ]
      : []),
  ];
}

function changeRows({ version, changes }: EditedReport, language: ReportLanguage): SheetCell[][] {
  if (version <= 1) return [];
  const head = [
    language.text("changes", { version: version - 1 }),
    language.text("after"),
    language.text("unit"),
    language.text("before"),
  ];
  return [
    [],
    head.map((title) => text(title, "head")),
    ...changes.map((change) => [
      text(changedName(change, language)),
      number(change.after, numberFormats.exact),
      text(change.unit),
      number(change.before, numberFormats.exact),
    ]),
  ];
}
