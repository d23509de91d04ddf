import { quarterMs } from "../quarter-curve";
import type { EditedReport } from "../report-edition";
import type { ReportLanguage } from "../report-language";
import { address, columnSum, formula, number, numberFormats, type Sheet, type SheetCell, text } from "./sheet";

const { tenth, exact } = numberFormats;

/** What the site used on each day, a column for each medium, with its sum. */
export function daySheet({ media }: EditedReport, language: ReportLanguage): Sheet {
  const days = media[0]?.days ?? [];
  const last = days.length;
  return {
    name: language.text("days"),
    widths: [14, ...media.map(() => 18)],
    frozen: 1,
    rows: [
      [
        text(language.text("date"), "head"),
        ...media.map(({ medium, unit }) => text(`${language.figure(medium)}, ${unit}`, "head")),
      ],
      ...days.map(({ date }, day): SheetCell[] => [
        text(date),
        ...media.map(({ days: of }) => number(of[day]?.amount ?? null, tenth)),
      ]),
      [text(language.text("sum"), "sum"), ...media.map((_, n) => formula(columnSum(n + 1, 1, last), tenth, "sum"))],
    ],
  };
}

/** The site's mean power in each quarter-hour; above them the highest, and the energy they make. */
export function quarterSheet({ load, from }: EditedReport, language: ReportLanguage): Sheet {
  const quarters = load?.quarters ?? [];
  const first = 4;
  const range = `${address(1, first)}:${address(1, first + Math.max(0, quarters.length - 1))}`;
  return {
    name: language.text("quarters"),
    widths: [30, 14],
    frozen: first,
    rows: [
      [text(language.text("peak"), "sum"), formula(`=MAX(${range})`, exact, "sum"), text("kW")],
      [text(language.figure("electricity"), "sum"), formula(`=SUM(${range})/4`, tenth, "sum"), text("kWh")],
      [],
      [text(language.text("begin"), "head"), text("kW", "head")],
      ...quarters.map((kw, n): SheetCell[] => [text(language.dateTime(from + n * quarterMs)), number(kw, exact)]),
    ],
  };
}
