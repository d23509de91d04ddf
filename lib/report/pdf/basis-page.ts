import type { Content } from "pdfmake/interfaces";
import { palette } from "../charts/plot";
import type { ReportSettings } from "../report-data";
import type { EditedReport } from "../report-edition";
import type { ReportLanguage } from "../report-language";
import { heading, table } from "./table";

/** How complete each meter is, and how the figures are made: what an auditor asks for. */
export function basisPage(report: EditedReport, settings: ReportSettings, language: ReportLanguage): Content[] {
  const { completeness, load } = report;
  const columns = [
    { title: language.text("meter"), width: "*" },
    { title: language.text("medium"), width: 110 },
    { title: language.text("measured"), width: 70, figures: true },
    { title: language.text("estimated"), width: 70, figures: true },
    { title: language.text("missing"), width: 70, figures: true },
  ] as const;
  const rows = completeness.meters.map(({ name, medium, measured, estimated, missing }) => ({
    cells: [
      name,
      language.figure(medium),
      language.percent(measured, 2),
      language.percent(estimated, 2),
      language.percent(missing, 2),
    ],
  }));
  const definitions = [
    language.text("define-measured"),
    language.text("define-compare"),
    language.text("define-peak"),
    language.text(load && !load.byCalendar ? "define-night" : "define-calendar"),
    language.text("define-idle", { percent: language.percent(settings.idlePercent / 100, 0) }),
    language.text("define-base"),
  ];
  return [
    heading(language.text("meters")),
    table(columns, rows),
    {
      stack: [heading(language.text("definitions")), { ul: definitions, fontSize: 8.5, color: palette.muted }],
      unbreakable: true,
    },
  ];
}
