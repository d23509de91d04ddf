import type { GridStep } from "../metering/grid";
import type { ExportSource } from "./row-fields";
import type { LineTemplate } from "./template";

/** Says what an ERP gets and in which form: a profile after `parseExport`. */
export interface ExportProfile {
  readonly id: string;
  readonly name: string;
  readonly source: ExportSource;
  /** Length of the intervals of `consumption`. */
  readonly step: GridStep;
  /** Absent: every meter, every quantity that is counted. */
  readonly meters?: readonly string[];
  readonly quantities?: readonly string[];
  readonly fields: readonly ExportField[];
  readonly format: ExportFormat;
  readonly corrections: Corrections;
  /** Texts that its lines and templates name as `settings.…`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Rows whose amounts are all 0 are left out: some ERPs refuse them. */
  readonly omitZero: boolean;
}

/**
 * What follows when the figures of a document change after it was issued. `reversal`: a document that takes it back,
 * then a new one; `combined`: both in one; `replace`: a new version that stands for the old.
 */
export const corrections = ["reversal", "combined", "replace"] as const;
export type Corrections = (typeof corrections)[number];

/** Where a field's value comes from. */
export type FieldSource =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "document"; readonly name: string }
  | { readonly kind: "value"; readonly text: string }
  | { readonly kind: "template"; readonly template: LineTemplate };

export const fieldTypes = ["text", "number", "date", "code", "debit-credit"] as const;
export type FieldType = (typeof fieldTypes)[number];

export const signs = ["leading-minus", "trailing-minus", "absolute"] as const;
export type Sign = (typeof signs)[number];

export interface ExportField {
  readonly name: string;
  readonly of: FieldSource;
  readonly type: FieldType;
  /** A reversal carries the number with the other sign. */
  readonly amount: boolean;
  /** Decimal that numbers are multiplied with. */
  readonly factor?: string;
  /** Digits after the mark; absent: as many as there are. */
  readonly decimals?: number;
  readonly sign: Sign;
  /** Luxon's tokens. */
  readonly dateForm: string;
  readonly codes?: Readonly<Record<string, string>>;
  /** Most characters; exactly so many in a fixed-width line. */
  readonly length?: number;
  readonly align: "left" | "right";
  readonly pad: string;
  /** A text that is too long ends at its length instead of being refused. */
  readonly cut: boolean;
  /** Stands in quotes in a CSV that quotes texts. */
  readonly quoted: boolean;
}

export const encodings = ["utf-8", "utf-8-bom", "windows-1252", "iso-8859-1"] as const;
export type Encoding = (typeof encodings)[number];

/** What every format has. */
export interface FormatOptions {
  readonly encoding: Encoding;
  readonly lineEnd: "\n" | "\r\n";
  readonly decimalMark: "." | "," | "";
  readonly mediaType: string;
  /** Of the file's name, without the point. */
  readonly extension: string;
  /** Lines before the first and after the last row. */
  readonly before: readonly LineTemplate[];
  readonly after: readonly LineTemplate[];
}

export interface CsvFormat extends FormatOptions {
  readonly type: "csv";
  readonly delimiter: string;
  readonly quote: string;
  /** What stands in quotes: only what must, every text, or everything. */
  readonly quoted: "needed" | "text" | "all";
  readonly header: boolean;
}

export interface JsonFormat extends FormatOptions {
  readonly type: "json";
}

export interface XmlFormat extends FormatOptions {
  readonly type: "xml";
  readonly root: string;
  readonly row: string;
}

export interface FixedFormat extends FormatOptions {
  readonly type: "fixed";
}

export interface TemplateFormat extends FormatOptions {
  readonly type: "template";
  /** Before, for each row, and after. */
  readonly parts: readonly [LineTemplate, LineTemplate, LineTemplate];
}

export type ExportFormat = CsvFormat | JsonFormat | XmlFormat | FixedFormat | TemplateFormat;
