import type { Content } from "pdfmake/interfaces";
import type { EditedReport } from "../report-edition";
import { decimalsFor, type ReportLanguage } from "../report-language";
import type { MediumUse, UseRow } from "../report-model";
import { heading, subheading, type TableRow, table } from "./table";

/** A table for each medium: the site, its departments and their machines, what no meter below sees. */
export function consumptionPages({ media }: EditedReport, language: ReportLanguage): Content[] {
  if (media.length === 0) return [];
  return [
    { ...(heading(language.text("consumption")) as object), pageBreak: "before" } as Content,
    ...media.flatMap((use) => [subheading(`${language.figure(use.medium)}, ${use.unit}`), mediumTable(use, language)]),
  ];
}

function mediumTable(use: MediumUse, language: ReportLanguage): Content {
  const decimals = decimalsFor(use.site.amount);
  const columns = [
    { title: language.text("name"), width: "*" },
    { title: use.unit, width: 54, figures: true },
    { title: language.text("share"), width: 36, figures: true },
    { title: language.text("last-month"), width: 52, figures: true },
    { title: language.text("percent"), width: 40, figures: true },
    { title: language.text("last-year"), width: 52, figures: true },
    { title: language.text("percent"), width: 40, figures: true },
    { title: language.text("measured"), width: 42, figures: true },
  ] as const;
  const row = (found: UseRow, name: string, look: Omit<TableRow, "cells"> = {}): TableRow => ({
    ...look,
    cells: [
      name,
      amountOrNone(found.amount, decimals, language),
      language.percent(found.share),
      amountOrNone(found.before, decimals, language),
      found.before === null ? "" : language.change(found.amount, found.before),
      amountOrNone(found.lastYear, decimals, language),
      found.lastYear === null ? "" : language.change(found.amount, found.lastYear),
      language.percent(found.basis.measured),
    ],
  });
  const { site, departments, machines, unmetered } = use;
  return table(columns, [
    row(site, site.name, { bold: true }),
    ...departments.flatMap((department) => [
      row(department, department.name, { bold: true }),
      ...machines
        .filter((machine) => machine.department === department.id)
        .map((machine) => row(machine, machine.name, { indent: true })),
    ]),
    ...machines.filter(({ department }) => department === null).map((machine) => row(machine, machine.name)),
    ...(unmetered ? [row(unmetered, language.text("unmetered"))] : []),
  ]);
}

const amountOrNone = (amount: number | null, decimals: number, language: ReportLanguage): string =>
  amount === null ? language.text("no-data") : language.number(amount, decimals);
