import type { EditedReport } from "../report-edition";
import type { ReportLanguage } from "../report-language";
import type { MediumUse, UseRow } from "../report-model";
import { address, columnSum, formula, number, numberFormats, type Sheet, type SheetCell, text } from "./sheet";

const amountColumn = 2;
const comparedColumns = [amountColumn, 4, 6];
const { tenth, percent } = numberFormats;

/** Each medium: its machines, their sum, the site's own meters, and what is between the two, all as formulas. */
export function consumptionSheet({ media }: EditedReport, language: ReportLanguage): Sheet {
  const rows: SheetCell[][] = [];
  for (const use of media) rows.push(...mediumRows(use, rows.length, language), []);
  return { name: language.text("consumption"), widths: [30, 24, 16, 10, 16, 10, 16, 10, 12], frozen: 0, rows };
}

function mediumRows(use: MediumUse, first: number, language: ReportLanguage): SheetCell[][] {
  const { medium, unit, site, departments, machines } = use;
  const begin = first + 2;
  const end = begin + machines.length - 1;
  const siteRow = end + 2;
  const names = new Map(departments.map(({ id, name }) => [id, name]));
  const of = (row: UseRow, at: number, name: string, look?: "sum"): SheetCell[] => [
    text(name, look),
    text(names.get(row.department ?? "") ?? "", look),
    ...amounts(row, at, siteRow, look),
  ];
  const sums = comparedColumns.map((column) => columnSum(column, begin, end));
  return [
    [text(`${language.figure(medium)}, ${unit}`, "title")],
    headOf(unit, language),
    ...machines.map((machine, n) => of(machine, begin + n, machine.name)),
    sumRow(language.text("sum"), sums),
    of(site, siteRow, site.name, "sum"),
    sumRow(
      language.text("difference"),
      comparedColumns.map((column) => `=${address(column, siteRow)}-${address(column, end + 1)}`),
    ),
  ];
}

const headOf = (unit: string, language: ReportLanguage): SheetCell[] =>
  [
    language.text("machines"),
    language.text("department"),
    unit,
    language.text("share"),
    language.text("last-month"),
    language.text("percent"),
    language.text("last-year"),
    language.text("percent"),
    language.text("measured"),
  ].map((title) => text(title, "head"));

function amounts(row: UseRow, at: number, siteRow: number, look?: "sum"): SheetCell[] {
  const own = address(amountColumn, at);
  const whole = address(amountColumn, siteRow);
  const change = (column: number, known: number | null): SheetCell =>
    known === null || row.amount === null
      ? null
      : formula(`=IF(${address(column, at)}=0,"",${own}/${address(column, at)}-1)`, percent, look);
  return [
    number(row.amount, tenth, look),
    row.amount === null ? null : formula(`=IF(${whole}=0,"",${own}/${whole})`, percent, look),
    number(row.before, tenth, look),
    change(4, row.before),
    number(row.lastYear, tenth, look),
    change(6, row.lastYear),
    number(row.basis.measured, percent, look),
  ];
}

function sumRow(name: string, [amount = "", before = "", lastYear = ""]: readonly string[]): SheetCell[] {
  const sum = (written: string): SheetCell => formula(written, tenth, "sum");
  return [text(name, "sum"), null, sum(amount), null, sum(before), null, sum(lastYear)];
}
