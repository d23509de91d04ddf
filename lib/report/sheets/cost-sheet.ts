import { restCentre } from "../../tariff/posting";
import type { EditedReport } from "../report-edition";
import type { ReportLanguage } from "../report-language";
import type { BillView, CentreCosts } from "../report-model";
import { columnSum, formula, number, numberFormats, type Sheet, type SheetCell, text } from "./sheet";

const amountColumn = 5;
const { money, exact } = numberFormats;

/** The bills by line, then what each cost centre bears; each list ends with its sum as a formula. */
export function costSheet({ costs, costProblem }: EditedReport, language: ReportLanguage): Sheet {
  const rows: SheetCell[][] = [];
  if (!costs) rows.push([text(costProblem ? language.problem(costProblem) : language.text("no-tariff"))]);
  for (const bill of costs?.bills ?? []) rows.push(...billRows(bill, rows.length, costs?.currency ?? "", language), []);
  if (costs && costs.centres.length > 0) rows.push(...centreRows(costs.centres, rows.length, costs.currency, language));
  return { name: language.text("costs"), widths: [30, 20, 16, 10, 14, 16], frozen: 0, rows };
}

const headOf = (titles: readonly string[]): SheetCell[] => titles.map((title) => text(title, "head"));

function billRows({ name, lines }: BillView, first: number, currency: string, language: ReportLanguage): SheetCell[][] {
  const begin = first + 2;
  return [
    [text(`${language.text("cost-lines")}: ${name}`, "title")],
    headOf([
      language.text("component"),
      language.text("period"),
      language.text("quantity"),
      language.text("unit"),
      language.text("price"),
      `${language.text("money")}, ${currency}`,
    ]),
    ...lines.map((line) => [
      text(language.component(line.component)),
      text([line.period, line.tier].filter(Boolean).join(", ")),
      number(Number(line.amountOf), exact),
      text(language.component(line.unit)),
      number(Number(line.price), exact),
      number(Number(line.amount), money),
    ]),
    sumRow(begin, begin + lines.length - 1, language),
  ];
}

function centreRows(
  centres: readonly CentreCosts[],
  first: number,
  currency: string,
  language: ReportLanguage,
): SheetCell[][] {
  const begin = first + 2;
  const items = centres.flatMap(({ id, name, items: parts }) =>
    parts.map((item) => [
      text(id === restCentre ? language.text("rest") : name),
      text(language.component(item.component)),
      number(item.quantity === null ? null : Number(item.quantity), exact),
      text(item.unit ?? ""),
      null,
      number(Number(item.amount), money),
    ]),
  );
  const { centre, component, quantity, unit } = titles(language);
  return [
    [text(language.text("cost-centres"), "title")],
    headOf([centre, component, quantity, unit, "", `${language.text("money")}, ${currency}`]),
    ...items,
    sumRow(begin, begin + items.length - 1, language),
  ];
}

const titles = (language: ReportLanguage) => ({
  centre: language.text("centre"),
  component: language.text("component"),
  quantity: language.text("quantity"),
  unit: language.text("unit"),
});

const sumRow = (first: number, last: number, language: ReportLanguage): SheetCell[] => [
  text(language.text("sum"), "sum"),
  ...Array<SheetCell>(amountColumn - 1).fill(null),
  formula(columnSum(amountColumn, first, last), money, "sum"),
];
