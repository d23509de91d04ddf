import { EnergyError } from "../contract/error";
import type { ExportField, ExportFormat } from "./export-profile";
import { neutralised } from "./formats/formula";
import { isXmlName, xmlText } from "./formats/xml-text";
import type { RawFormat } from "./profile-schema";
import { fileTemplate, lineTemplate, type TemplateRules } from "./template";
import { documentNames, templateNames } from "./template-names";

type Settings = Readonly<Record<string, string>>;

const usual = {
  csv: { mediaType: "text/csv", extension: "csv", decimalMark: "." },
  json: { mediaType: "application/json", extension: "json", decimalMark: "." },
  xml: { mediaType: "application/xml", extension: "xml", decimalMark: "." },
  fixed: { mediaType: "text/plain", extension: "txt", decimalMark: "." },
  template: { mediaType: "text/plain", extension: "txt", decimalMark: "." },
} as const;

/** Options that only some formats have; what has no effect would be believed to have one. */
const onlyOf: Readonly<Partial<Record<keyof RawFormat, readonly RawFormat["type"][]>>> = {
  decimalMark: ["csv", "xml", "fixed", "template"],
  before: ["csv", "fixed"],
  after: ["csv", "fixed"],
  delimiter: ["csv"],
  quote: ["csv"],
  quoted: ["csv"],
  header: ["csv"],
  root: ["xml"],
  row: ["xml"],
  template: ["template"],
  escape: ["template"],
};

/** Throws CONFIG_INVALID. */
export function parseFormat(
  raw: RawFormat,
  fields: readonly ExportField[],
  settings: Settings,
  codes: TemplateRules["codes"],
): ExportFormat {
  const { type } = raw;
  for (const [option, types] of Object.entries(onlyOf)) {
    if (raw[option as keyof RawFormat] === undefined || types.includes(type)) continue;
    throw wrong(`format/${option}`, `does not belong to the format "${type}"`);
  }
  const lineNames = new Set(
    documentNames(
      settings,
      fields.filter(({ amount }) => amount).map(({ name }) => name),
    ),
  );
  const lines = (name: "before" | "after") =>
    (raw[name] ?? []).map((text, index) =>
      lineTemplate(text, `format/${name}/${index}`, {
        names: lineNames,
        codes,
        escape: (said) => said,
        rawAllowed: true,
      }),
    );
  const common = {
    encoding: raw.encoding ?? "utf-8",
    lineEnd: raw.lineEnd === "crlf" ? "\r\n" : "\n",
    decimalMark: raw.decimalMark ?? usual[type].decimalMark,
    mediaType: raw.mediaType ?? usual[type].mediaType,
    extension: raw.extension ?? usual[type].extension,
    before: lines("before"),
    after: lines("after"),
  } as const;
  switch (type) {
    case "csv":
      return {
        type,
        ...common,
        delimiter: raw.delimiter ?? ";",
        quote: raw.quote ?? '"',
        quoted: raw.quoted ?? "needed",
        header: raw.header ?? true,
      };
    case "json":
      // A JSON number has a point.
      return { type, ...common, decimalMark: "." };
    case "xml":
      checkElements(raw, fields);
      return { type, ...common, root: raw.root ?? "export", row: raw.row ?? "row" };
    case "fixed":
      checkLengths(fields);
      return { type, ...common };
    case "template": {
      if (raw.template === undefined) throw wrong("format/template", "is required");
      const names = templateNames(
        fields.map(({ name }) => name),
        settings,
        true,
      );
      const rules = { names, codes, ...escapes[raw.escape ?? "none"] };
      return { type, ...common, parts: fileTemplate(raw.template, "format/template", rules, lineNames) };
    }
  }
}

const escapes: Readonly<Record<NonNullable<RawFormat["escape"]>, Pick<TemplateRules, "escape" | "rawAllowed">>> = {
  none: { escape: (text) => text, rawAllowed: true },
  // Every value in quotes of its own, numbers too: only the template knows which they are.
  csv: { escape: (text) => `"${templateText(text).replaceAll('"', '""')}"`, rawAllowed: false },
  xml: { escape: xmlText, rawAllowed: false },
  json: { escape: (text) => JSON.stringify(text).slice(1, -1), rawAllowed: false },
};

const plainNumber = /^-?\d+([.,]\d+)?-?$/;
const templateText = (text: string): string => (plainNumber.test(text) ? text : neutralised(text));

function checkElements(raw: RawFormat, fields: readonly ExportField[]): void {
  const places: [string, string | undefined][] = [
    ["format/root", raw.root],
    ["format/row", raw.row],
    ...fields.map(({ name }, index): [string, string] => [`fields/${index}/name`, name]),
  ];
  for (const [place, name] of places) {
    if (name !== undefined && !isXmlName(name)) throw wrong(place, `"${name}" cannot be the name of an XML element`);
  }
}

function checkLengths(fields: readonly ExportField[]): void {
  const index = fields.findIndex(({ length }) => length === undefined);
  if (index !== -1) throw wrong(`fields/${index}/length`, "is required");
}

const wrong = (place: string, detail: string): EnergyError => new EnergyError("CONFIG_INVALID", { place, detail });
