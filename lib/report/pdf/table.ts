import type { Content, ContentTable, CustomTableLayout, TableCell } from "pdfmake/interfaces";
import { palette } from "../charts/plot";

/** Space between the margins of a page, points. */
export const pageWidth = 499;

export interface Column {
  readonly title: string;
  /** Points, or what is left. */
  readonly width: number | "*";
  /** Figures stand to the right. */
  readonly figures?: boolean;
}

export interface TableRow {
  readonly cells: readonly (string | Content)[];
  /** A sum, or what the lines below belong to. */
  readonly bold?: boolean;
  readonly indent?: boolean;
}

/** Thin lines only between rows, a stronger one under the head. */
export const ruled: CustomTableLayout = {
  hLineWidth: (row, node) => (row === 0 ? 0 : row === node.table.headerRows ? 0.8 : 0.4),
  vLineWidth: () => 0,
  hLineColor: (row, node) => (row === node.table.headerRows ? palette.ink : palette.line),
  paddingLeft: (column) => (column === 0 ? 0 : 4),
  paddingRight: (column, node) => (column === (node.table.widths?.length ?? 0) - 1 ? 0 : 4),
  paddingTop: () => 2.6,
  paddingBottom: () => 2.6,
};

/** A table whose head is repeated on every page it reaches. */
export function table(columns: readonly Column[], rows: readonly TableRow[]): ContentTable {
  const head: TableCell[] = columns.map(({ title, figures }) => ({
    text: title,
    style: "head",
    alignment: figures ? "right" : "left",
  }));
  const body = rows.map(({ cells, bold, indent }) =>
    cells.map((cell, index): TableCell => {
      if (typeof cell !== "string") return cell as TableCell;
      return {
        text: cell,
        alignment: columns[index]?.figures ? "right" : "left",
        bold: bold === true,
        ...(indent && index === 0 && { margin: [10, 0, 0, 0] }),
      };
    }),
  );
  return {
    table: {
      headerRows: 1,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      widths: columns.map(({ width }) => width),
      body: [head, ...body],
    },
    layout: ruled,
    fontSize: 8.5,
    margin: [0, 0, 0, 12],
  };
}

export const heading = (text: string): Content => ({ text, style: "heading" });
export const subheading = (text: string): Content => ({ text, style: "subheading" });
