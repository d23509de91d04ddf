import type { ExportField, ExportFormat, FormatOptions } from "./export-profile";
import { checkFormat } from "./format-checks";
import { neutralised } from "./formats/formula";
import { xmlText } from "./formats/xml-text";
import type { RawFormat } from "./profile-schema";
import { fileTemplate, type LineTemplate, lineTemplate, type TemplateRules } from "./template";
import { documentNames, templateNames } from "./template-names";

/** What the templates of a format may use. */
interface FormatContext {
  readonly fields: readonly ExportField[];
  readonly settings: Readonly<Record<string, string>>;
  readonly codes: TemplateRules["codes"];
}

const usual = {
  csv: { mediaType: "text/csv", extension: "csv" },
  json: { mediaType: "application/json", extension: "json" },
  xml: { mediaType: "application/xml", extension: "xml" },
  fixed: { mediaType: "text/plain", extension: "txt" },
  template: { mediaType: "text/plain", extension: "txt" },
} as const;

/** Throws CONFIG_INVALID. */
export function parseFormat(raw: RawFormat, context: FormatContext): ExportFormat {
  checkFormat(raw, context.fields);
  const { type } = raw;
  const common = commonOptions(raw, context);
  switch (type) {
    case "csv": {
      const { delimiter = ";", quote = '"', quoted = "needed", header = true } = raw;
      return { type, ...common, delimiter, quote, quoted, header };
    }
    case "json":
    case "fixed":
      return { type, ...common };
    case "xml":
      return { type, ...common, root: raw.root ?? "export", row: raw.row ?? "row" };
    case "template":
      return { type, ...common, parts: templateOf(raw, context) };
  }
}

function commonOptions(raw: RawFormat, context: FormatContext): FormatOptions {
  return {
    encoding: raw.encoding ?? "utf-8",
    lineEnd: raw.lineEnd === "crlf" ? "\r\n" : "\n",
    decimalMark: raw.decimalMark ?? ".",
    mediaType: raw.mediaType ?? usual[raw.type].mediaType,
    extension: raw.extension ?? usual[raw.type].extension,
    before: linesOf(raw, "before", context),
    after: linesOf(raw, "after", context),
  };
}

function linesOf(raw: RawFormat, place: "before" | "after", context: FormatContext): LineTemplate[] {
  const rules = { names: aroundNames(context), codes: context.codes, escape: asItIs, rawAllowed: true };
  return (raw[place] ?? []).map((text, index) => lineTemplate(text, `format/${place}/${index}`, rules));
}

function templateOf({ template = "", escape: kind = "none" }: RawFormat, context: FormatContext) {
  const { fields, settings, codes } = context;
  const names = templateNames(
    fields.map(({ name }) => name),
    settings,
    true,
  );
  return fileTemplate(template, "format/template", { names, codes, ...escapes[kind] }, aroundNames(context));
}

function aroundNames({ fields, settings }: FormatContext): ReadonlySet<string> {
  const amounts = fields.filter(({ amount }) => amount).map(({ name }) => name);
  return new Set(documentNames(settings, amounts));
}

const asItIs = (text: string): string => text;

const escapes: Readonly<Record<NonNullable<RawFormat["escape"]>, Pick<TemplateRules, "escape" | "rawAllowed">>> = {
  none: { escape: asItIs, rawAllowed: true },
  // Every value in quotes of its own, numbers too: only the template knows which they are.
  csv: { escape: (text) => `"${templateText(text).replaceAll('"', '""')}"`, rawAllowed: false },
  xml: { escape: xmlText, rawAllowed: false },
  json: { escape: (text) => JSON.stringify(text).slice(1, -1), rawAllowed: false },
};

const plainNumber = /^-?\d+([.,]\d+)?-?$/;
const templateText = (text: string): string => (plainNumber.test(text) ? text : neutralised(text));
