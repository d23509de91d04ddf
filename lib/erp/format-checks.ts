import { EnergyError } from "../contract/error";
import type { ExportField } from "./export-profile";
import { isXmlName } from "./formats/xml-text";
import type { RawFormat } from "./profile-schema";

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

/** Throws CONFIG_INVALID for what a format has not, or lacks, or cannot write. */
export function checkFormat(raw: RawFormat, fields: readonly ExportField[]): void {
  for (const [option, types] of Object.entries(onlyOf)) {
    if (raw[option as keyof RawFormat] === undefined || types.includes(raw.type)) continue;
    throw wrong(`format/${option}`, `does not belong to the format "${raw.type}"`);
  }
  if (raw.type === "xml") checkElements(raw, fields);
  if (raw.type === "fixed") checkLengths(fields);
  if (raw.type === "template" && raw.template === undefined) throw wrong("format/template", "is required");
}

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
