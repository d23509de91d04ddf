import type { Content } from "pdfmake/interfaces";
import { restCentre } from "../../tariff/posting";
import { palette } from "../charts/plot";
import type { EditedReport } from "../report-edition";
import type { ReportLanguage } from "../report-language";
import type { BillView, CentreCosts } from "../report-model";
import { heading, subheading, type TableRow, table } from "./table";

/** The bills by line and what each cost centre bears; a sentence where no tariff is set. */
export function costPage({ costs, costProblem }: EditedReport, language: ReportLanguage): Content[] {
  const title = heading(language.text("costs"));
  if (!costs)
    return [
      title,
      {
        text: costProblem ? language.problem(costProblem) : language.text("no-tariff"),
        fontSize: 9,
        margin: [0, 0, 0, 12],
      },
    ];
  const { currency, bills, centres } = costs;
  return [
    { ...(title as object), pageBreak: "before" } as Content,
    ...bills.flatMap((bill) => [subheading(billTitle(bill, language)), billTable(bill, currency, language)]),
    ...(centres.length > 0
      ? [subheading(language.text("cost-centres")), centreTable(centres, currency, language)]
      : []),
  ];
}

const billTitle = ({ name, provisional }: BillView, language: ReportLanguage): string =>
  `${language.text("cost-lines")}: ${name}${provisional ? ` (${language.text("provisional")})` : ""}`;

function namedLine({ component, reason }: BillView["lines"][number], language: ReportLanguage): Content {
  const why = language.reason(reason);
  const name = language.component(component);
  return why === "" ? name : { text: [name, { text: `\n${why}`, fontSize: 7, color: palette.muted }] };
}

function billTable({ lines, amount }: BillView, currency: string, language: ReportLanguage): Content {
  const columns = [
    { title: language.text("component"), width: "*" },
    { title: language.text("period"), width: 70 },
    { title: language.text("quantity"), width: 90, figures: true },
    { title: `${language.text("price")}, ${currency}`, width: 80, figures: true },
    { title: `${language.text("money")}, ${currency}`, width: 80, figures: true },
  ] as const;
  const rows: TableRow[] = lines.map((line) => ({
    cells: [
      namedLine(line, language),
      [line.period, line.tier && `${language.text("tier")} ${line.tier}`].filter(Boolean).join(", "),
      `${asWritten(line.amountOf, language, mostDecimals)} ${language.component(line.unit)}`,
      asWritten(line.price, language),
      language.money(line.amount),
    ],
  }));
  rows.push({ cells: [language.text("sum"), "", "", "", language.money(amount)], bold: true });
  return table(columns, rows);
}

/** A watt-hour is as exact as anybody reads. */
const mostDecimals = 3;

/** With as many decimals as the bill has. */
const asWritten = (decimal: string, language: ReportLanguage, most = 10): string =>
  language.number(Number(decimal), Math.min(most, decimal.split(".")[1]?.length ?? 0));

function centreTable(centres: readonly CentreCosts[], currency: string, language: ReportLanguage): Content {
  const columns = [
    { title: language.text("centre"), width: "*" },
    { title: language.text("component"), width: 120 },
    { title: language.text("quantity"), width: 90, figures: true },
    { title: `${language.text("money")}, ${currency}`, width: 90, figures: true },
  ] as const;
  const rows = centres.flatMap(({ id, name, amount, items }): TableRow[] => [
    { cells: [id === restCentre ? language.text("rest") : name, "", "", language.money(amount)], bold: true },
    ...items.map(({ component, quantity, unit, amount: part }) => ({
      cells: [
        "",
        language.component(component),
        quantity === null ? "" : `${asWritten(quantity, language, mostDecimals)} ${unit ?? ""}`,
        language.money(part),
      ],
    })),
  ]);
  return table(columns, rows);
}
