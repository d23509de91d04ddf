/** One sheet of a workbook, as data; rows and columns are counted from 0. */
export interface Sheet {
  readonly name: string;
  /** Characters. */
  readonly widths: readonly number[];
  /** Rows at the top that stay in sight. */
  readonly frozen: number;
  readonly rows: readonly (readonly SheetCell[])[];
}

export type SheetCell = SheetValue | null;

export interface SheetValue {
  readonly value: string | number | SheetFormula;
  readonly look?: "title" | "head" | "sum" | "muted";
  /** Excel's number format. */
  readonly format?: string;
}

export interface SheetFormula {
  /** In English, with commas and the leading `=`. */
  readonly formula: string;
}

export const numberFormats = {
  whole: "#,##0",
  tenth: "#,##0.0",
  money: "#,##0.00",
  percent: "0.0%",
  exact: "#,##0.00####",
} as const;

export const text = (value: string, look?: SheetValue["look"]): SheetCell => ({ value, ...(look && { look }) });

export const number = (value: number | null, format: string, look?: SheetValue["look"]): SheetCell =>
  value === null ? null : { value, format, ...(look && { look }) };

export const formula = (written: string, format: string, look?: SheetValue["look"]): SheetCell => ({
  value: { formula: written },
  format,
  ...(look && { look }),
});

/** `B7` for column 1 and row 6. */
export function address(column: number, row: number): string {
  let letters = "";
  for (let rest = column; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  }
  return `${letters}${row + 1}`;
}

/** Sum of rows `first` to `last` of a column; 0 where there are none. */
export const columnSum = (column: number, first: number, last: number): string =>
  last < first ? "=0" : `=SUM(${address(column, first)}:${address(column, last)})`;
