import { idSchema } from "../contract/schemas";
import { gridSteps } from "../metering/grid";
import { corrections, encodings, fieldTypes, signs } from "./export-profile";
import { exportSources } from "./row-fields";

const nameSchema = { type: "string", minLength: 1, maxLength: 100 } as const;
const textSchema = { type: "string", maxLength: 500 } as const;
const linesSchema = { type: "array", maxItems: 20, items: { type: "string", maxLength: 5000 } } as const;

/** What each text becomes; `*` is every other. */
const codesSchema = { type: "object", maxProperties: 5000, additionalProperties: textSchema } as const;

const fieldSchema = {
  type: "object",
  required: ["name"],
  additionalProperties: false,
  properties: {
    name: nameSchema,
    field: nameSchema,
    document: nameSchema,
    value: textSchema,
    setting: nameSchema,
    template: { type: "string", maxLength: 5000 },
    type: { enum: fieldTypes },
    factor: {
      type: "string",
      pattern: "^-?\\d{1,12}(\\.\\d{1,12})?$",
      description: 'a decimal in quotes such as "0.001"',
    },
    decimals: { type: "integer", minimum: 0, maximum: 12 },
    sign: { enum: signs },
    date: { type: "string", minLength: 1, maxLength: 60 },
    codes: codesSchema,
    length: { type: "integer", minimum: 1, maximum: 1000 },
    align: { enum: ["left", "right"] },
    pad: { type: "string", minLength: 1, maxLength: 1 },
    cut: { type: "boolean" },
    quoted: { type: "boolean" },
  },
} as const;

const formatSchema = {
  type: "object",
  required: ["type"],
  additionalProperties: false,
  properties: {
    type: { enum: ["csv", "json", "xml", "fixed", "template"] },
    encoding: { enum: encodings },
    lineEnd: { enum: ["lf", "crlf"] },
    decimalMark: { enum: [".", ",", ""] },
    mediaType: {
      type: "string",
      pattern: "^[a-z]+/[A-Za-z0-9.+-]{1,80}$",
      description: "a media type such as text/csv",
    },
    extension: { type: "string", pattern: "^[A-Za-z0-9]{1,10}$", description: "a file name's ending such as csv" },
    before: linesSchema,
    after: linesSchema,
    delimiter: { enum: [";", ",", "\t", "|"] },
    quote: { enum: ['"', "'"] },
    quoted: { enum: ["needed", "text", "all"] },
    header: { type: "boolean" },
    root: nameSchema,
    row: nameSchema,
    template: { type: "string", minLength: 1, maxLength: 20_000 },
    escape: { enum: ["none", "csv", "xml", "json"] },
  },
} as const;

/** A profile as people write it: on its own, or on a ready one (`base`) whose parts it changes. */
export const exportSchema = {
  type: "object",
  required: ["id"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    name: nameSchema,
    description: textSchema,
    base: nameSchema,
    source: { enum: exportSources },
    step: { enum: gridSteps },
    meters: { type: "array", minItems: 1, maxItems: 5000, items: idSchema },
    quantities: { type: "array", minItems: 1, maxItems: 256, items: { type: "string", maxLength: 64 } },
    corrections: { enum: corrections },
    omitZero: { type: "boolean" },
    settings: { type: "object", maxProperties: 50, additionalProperties: textSchema },
    codes: { type: "object", maxProperties: 50, additionalProperties: codesSchema },
    fields: { type: "array", minItems: 1, maxItems: 200, items: fieldSchema },
    format: formatSchema,
  },
} as const;

/** What a person says about a field; `parseExport` makes an `ExportField` of it. */
export interface RawField {
  readonly name: string;
  readonly field?: string;
  readonly document?: string;
  readonly value?: string;
  readonly setting?: string;
  readonly template?: string;
  readonly type?: (typeof fieldTypes)[number];
  readonly factor?: string;
  readonly decimals?: number;
  readonly sign?: (typeof signs)[number];
  readonly date?: string;
  readonly codes?: Readonly<Record<string, string>>;
  readonly length?: number;
  readonly align?: "left" | "right";
  readonly pad?: string;
  readonly cut?: boolean;
  readonly quoted?: boolean;
}

export interface RawFormat {
  readonly type: "csv" | "json" | "xml" | "fixed" | "template";
  readonly encoding?: (typeof encodings)[number];
  readonly lineEnd?: "lf" | "crlf";
  readonly decimalMark?: "." | "," | "";
  readonly mediaType?: string;
  readonly extension?: string;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly delimiter?: string;
  readonly quote?: string;
  readonly quoted?: "needed" | "text" | "all";
  readonly header?: boolean;
  readonly root?: string;
  readonly row?: string;
  readonly template?: string;
  readonly escape?: "none" | "csv" | "xml" | "json";
}

export interface RawExport {
  readonly id: string;
  readonly name?: string;
  readonly base?: string;
  readonly source?: (typeof exportSources)[number];
  readonly step?: (typeof gridSteps)[number];
  readonly meters?: readonly string[];
  readonly quantities?: readonly string[];
  readonly corrections?: (typeof corrections)[number];
  readonly omitZero?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
  readonly codes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly fields?: readonly RawField[];
  readonly format?: RawFormat;
}
