import { stringify } from "csv-stringify/sync";
import { neutralised } from "../erp/formats/formula";
import { restCentre } from "../tariff/posting";
import type { EditedReport } from "./report-edition";
import type { ReportLanguage } from "./report-language";
import type { UseRow } from "./report-model";

type Cell = string | number | null;

/** Excel takes a file without this mark for one of its old code pages. */
const byteOrderMark = "\uFEFF";

/**
 * One line a figure: consumption by site, department and machine, the load's figures, costs by line and by cost centre. German readers
 * get semicolons and decimal commas, which their Excel opens without asking; all others commas and points.
 */
export function reportCsv(report: EditedReport, language: ReportLanguage): string {
  const german = language.language === "de";
  const cells = rowsOf(report, language).map((row) => row.map((cell) => cellText(cell, german)));
  const csv = stringify(cells, { delimiter: german ? ";" : ",", record_delimiter: "windows" });
  return byteOrderMark + csv;
}

/** Numbers without thousands; a text that a spreadsheet would take for a formula is quoted by an apostrophe. */
function cellText(cell: Cell, german: boolean): string {
  if (cell === null) return "";
  if (typeof cell === "string") return neutralised(cell);
  return german ? String(cell).replace(".", ",") : String(cell);
}

function rowsOf(report: EditedReport, language: ReportLanguage): Cell[][] {
  const head = [
    "month",
    "edition",
    "level",
    "medium",
    "name",
    "department",
    "value",
    "unit",
    "last-month",
    "last-year",
    "measured",
  ] as const;
  const edition = [report.month, report.version];
  return [
    head.map((key) => language.text(key)),
    ...[...useRows(report, language), ...loadRows(report, language), ...costRows(report, language)].map((row) => [
      ...edition,
      ...row,
    ]),
  ];
}

function useRows({ media }: EditedReport, language: ReportLanguage): Cell[][] {
  return media.flatMap(({ medium, unit, site, departments, machines, unmetered }) =>
    [site, ...departments, ...machines, ...(unmetered ? [unmetered] : [])].map((row) => [
      levelName(row, language),
      language.figure(medium),
      row.level === "unmetered" ? language.text("unmetered") : row.name,
      departments.find(({ id }) => id === row.department)?.name ?? null,
      row.amount,
      unit,
      row.before,
      row.lastYear,
      row.basis.measured,
    ]),
  );
}

const levelNames = { site: "site", department: "departments", machine: "machines", unmetered: "unmetered" } as const;
const levelName = ({ level }: UseRow, language: ReportLanguage): string => language.text(levelNames[level]);

function loadRows({ load, site }: EditedReport, language: ReportLanguage): Cell[][] {
  if (!load) return [];
  const row = (level: string, name: string, what: string, value: number | null, unit: string): Cell[] => [
    level,
    what,
    name,
    null,
    value,
    unit,
    null,
    null,
    null,
  ];
  const figures = (level: string, name: string, of: Pick<typeof load, "peak" | "offShift" | "idle">): Cell[][] => [
    row(level, name, language.text("peak"), of.peak?.kw ?? null, "kW"),
    row(level, name, language.text("off-shift"), of.offShift, "kWh"),
    row(level, name, language.text("idle"), of.idle, "kWh"),
  ];
  const machine = language.text("machines");
  return [
    ...figures(language.text("site"), site.name, load),
    ...load.machines.flatMap((of) => figures(machine, of.name, of)),
  ];
}

function costRows({ costs }: EditedReport, language: ReportLanguage): Cell[][] {
  if (!costs) return [];
  const row = (level: string, what: string, name: string, amount: string): Cell[] => [
    level,
    what,
    name,
    null,
    Number(amount),
    costs.currency,
    null,
    null,
    null,
  ];
  return [
    ...costs.bills.flatMap(({ name, lines }) =>
      lines.map((line) => row(language.text("cost-lines"), lineName(line, language), name, line.amount)),
    ),
    ...costs.centres.flatMap(({ id, name, items }) =>
      items.map((item) =>
        row(
          language.text("cost-centres"),
          language.component(item.component),
          id === restCentre ? language.text("rest") : name,
          item.amount,
        ),
      ),
    ),
  ];
}

const lineName = (line: { component: string; period?: string; tier?: string }, language: ReportLanguage): string =>
  [language.component(line.component), line.period, line.tier].filter(Boolean).join(", ");
