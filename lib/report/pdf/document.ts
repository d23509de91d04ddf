import type { TDocumentDefinitions } from "pdfmake/interfaces";
import { palette } from "../charts/plot";
import type { ReportSettings } from "../report-data";
import type { EditedReport } from "../report-edition";
import type { ReportLanguage } from "../report-language";
import { basisPage } from "./basis-page";
import { consumptionPages } from "./consumption-page";
import { costPage } from "./cost-page";
import { firstPage } from "./first-page";
import { loadPage } from "./load-page";

/** Part of a page's height below which a heading would stand there without what follows it. */
const lowestHeading = 0.87;

const isLonelyHeading: NonNullable<TDocumentDefinitions["pageBreakBefore"]> = ({ style, startPosition }) =>
  (style === "heading" || style === "subheading") && startPosition.verticalRatio > lowestHeading;

/** The report as a document of A4 pages, for pdfmake with its own Roboto. */
export function pdfDocument(
  report: EditedReport,
  settings: ReportSettings,
  language: ReportLanguage,
): TDocumentDefinitions {
  const title = language.text("title", { month: language.month(report.from) });
  const edition = report.version > 0 ? language.text("version", { version: report.version }) : language.text("interim");
  const small = { fontSize: 7.5, color: palette.muted } as const;
  return {
    pageSize: "A4",
    pageMargins: [48, 46, 48, 46],
    info: { title: `${report.site.name}: ${title}`, subject: edition, creator: "Energy Gateway" },
    language: language.language,
    defaultStyle: { font: "Roboto", fontSize: 9.5, color: palette.ink, lineHeight: 1.12 },
    styles: {
      heading: { fontSize: 12, bold: true, color: palette.main, margin: [0, 4, 0, 5] },
      subheading: { fontSize: 9.5, bold: true, margin: [0, 4, 0, 4] },
      head: { fontSize: 7.5, color: palette.muted },
    },
    pageBreakBefore: isLonelyHeading,
    header: (page: number) =>
      page === 1
        ? null
        : {
            columns: [report.site.name, { text: `${title}  ·  ${edition}`, alignment: "right" }],
            ...small,
            margin: [48, 24, 48, 0],
          },
    footer: (page: number, pages: number) => ({
      columns: [
        language.text("made", { date: language.dateTime(report.madeAt) }),
        { text: language.text("page", { page, pages }), alignment: "right" },
      ],
      ...small,
      margin: [48, 16, 48, 0],
    }),
    content: [
      ...firstPage(report, language),
      ...consumptionPages(report, language),
      ...loadPage(report, language),
      ...costPage(report, language),
      ...basisPage(report, settings, language),
    ],
  };
}
