import type { Content, ContentColumns } from "pdfmake/interfaces";
import { palette } from "../charts/plot";
import type { EditedReport } from "../report-edition";
import type { ReportLanguage } from "../report-language";
import { pageWidth } from "./table";

/** Site, month, period, version, and whether it is final. */
export function titleOf(report: EditedReport, language: ReportLanguage): Content {
  const { site, from, until, to, state, version, madeAt } = report;
  const period = `${language.date(from)} – ${language.date(Math.max(from, Math.min(until, to) - 1))}`;
  const edition = version > 0 ? language.text("version", { version }) : language.text("interim");
  const made = language.text("made", { date: language.dateTime(madeAt) });
  const name = { text: site.name.toUpperCase(), fontSize: 9, color: palette.muted, characterSpacing: 0.8 };
  const line = { type: "line", x1: 0, y1: 0, x2: pageWidth, y2: 0, lineWidth: 1.2, lineColor: palette.main } as const;
  return {
    stack: [
      { columns: [{ ...name, margin: [0, 3, 0, 0] }, badge(state, language)] },
      { text: language.text("title", { month: language.month(from) }), fontSize: 23, bold: true, margin: [0, 2, 0, 2] },
      { text: `${period}  ·  ${edition}  ·  ${made}`, fontSize: 9.5, color: palette.muted },
      { canvas: [line], margin: [0, 8, 0, 10] },
    ],
  };
}

/** Whether somebody may rely on it, in the colour that means it. */
function badge(state: EditedReport["state"], language: ReportLanguage): ContentColumns["columns"][number] {
  const text = language.text(state).toUpperCase();
  const fillColor = state === "final" ? palette.good : palette.doubtful;
  return {
    width: "auto",
    table: { body: [[{ text, color: "#ffffff", bold: true, fontSize: 9, fillColor, margin: [6, 1, 6, 1] }]] },
    layout: "noBorders",
  };
}

/** Places for those who answer for it. */
export function signatures(language: ReportLanguage): Content {
  const line = (title: string): Content => ({
    stack: [
      { canvas: [{ type: "line", x1: 0, y1: 0, x2: 150, y2: 0, lineWidth: 0.6, lineColor: palette.ink }] },
      { text: `${title} (${language.text("sign")})`, fontSize: 7.5, color: palette.muted, margin: [0, 2, 0, 0] },
    ],
  });
  return {
    unbreakable: true,
    margin: [0, 26, 0, 0],
    columns: [
      { text: language.text("prepared"), fontSize: 7.5, color: palette.muted, margin: [0, 2.5, 0, 0] },
      line(language.text("checked")),
      line(language.text("released")),
    ],
    columnGap: 12,
  };
}
