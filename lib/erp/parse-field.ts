import { EnergyError } from "../contract/error";
import { nearest } from "../contract/nearest";
import { isoForm } from "./cell";
import type { ExportField, FieldSource, FieldType } from "./export-profile";
import type { RawField } from "./profile-schema";
import { documentFields, type RowField } from "./row-fields";
import { lineTemplate } from "./template";
import { templateNames } from "./template-names";

/** What a field may refer to. */
export interface FieldContext {
  readonly known: Readonly<Record<string, RowField>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly codes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const sources = ["field", "document", "value", "setting", "template"] as const;

/** Throws CONFIG_INVALID. */
export function parseField(raw: RawField, place: string, context: FieldContext): ExportField {
  const [source = "field", ...others] = sources.filter((name) => raw[name] !== undefined);
  if (others.length > 0) throw wrong(place, `must have one of ${sources.join(", ")}`);
  const of = sourceOf(raw, source, place, context);
  const origin =
    of.kind === "field" ? context.known[of.name] : of.kind === "document" ? documentFields[of.name] : undefined;
  const type = raw.type ?? usualTypes[origin?.kind ?? "text"];
  checkType(type, of, origin, place);
  const codes = codesOf(raw, type, place, context);
  return {
    name: raw.name,
    of,
    type,
    amount: origin?.amount === true && of.kind === "field",
    ...(raw.factor !== undefined && { factor: raw.factor }),
    ...(raw.decimals !== undefined && { decimals: raw.decimals }),
    sign: raw.sign ?? "leading-minus",
    dateForm: raw.date ?? isoForm,
    ...(codes && { codes }),
    ...(raw.length !== undefined && { length: raw.length }),
    align: raw.align ?? (type === "number" ? "right" : "left"),
    pad: raw.pad ?? " ",
    cut: raw.cut === true,
    quoted: raw.quoted ?? (type !== "number" && type !== "date"),
  };
}

/** A field of the source as it is. */
export function plainField(name: string, known: FieldContext["known"]): ExportField {
  return parseField({ name }, name, { known, settings: {}, codes: {} });
}

const usualTypes: Readonly<Record<RowField["kind"], FieldType>> = { text: "text", number: "number", time: "date" };

function sourceOf(raw: RawField, source: (typeof sources)[number], place: string, context: FieldContext): FieldSource {
  const { name, field = name, document: part = "", value = "", setting = "", template = "" } = raw;
  switch (source) {
    case "field":
      mustBe(field, Object.keys(context.known), `${place}/field`);
      return { kind: "field", name: field };
    case "document":
      mustBe(part, [...Object.keys(documentFields), "line"], `${place}/document`);
      return { kind: "document", name: part };
    case "setting":
      mustBe(setting, Object.keys(context.settings), `${place}/setting`);
      return { kind: "value", text: context.settings[setting] as string };
    case "value":
      return { kind: "value", text: value };
    case "template": {
      const names = templateNames(Object.keys(context.known), context.settings, false);
      const rules = { names, codes: context.codes, escape: (text: string) => text, rawAllowed: true };
      return { kind: "template", template: lineTemplate(template, `${place}/template`, rules) };
    }
  }
}

function checkType(type: FieldType, of: FieldSource, origin: RowField | undefined, place: string): void {
  const kind = of.kind === "document" && of.name === "line" ? "number" : origin?.kind;
  if ((type === "number" || type === "debit-credit") && kind !== "number")
    throw wrong(`${place}/type`, "there is no number in this field");
  if (type === "date" && kind !== "time") throw wrong(`${place}/type`, "there is no time in this field");
}

/** Its own codes, or the profile's of its name. */
function codesOf(raw: RawField, type: FieldType, place: string, { codes }: FieldContext): RawField["codes"] {
  if (type === "debit-credit") return { "+": "S", "-": "H", ...(raw.codes ?? codes[raw.name]) };
  if (type !== "code") return undefined;
  const table = raw.codes ?? codes[raw.name];
  if (!table) throw wrong(`${place}/codes`, "is required");
  return table;
}

function mustBe(name: string, known: readonly string[], place: string): void {
  if (known.includes(name)) return;
  const [meant] = nearest(name, known);
  throw wrong(
    place,
    meant ? `there is no "${name}"; did you mean "${meant}"?` : `there is no "${name}"; known are ${known.join(", ")}`,
  );
}

const wrong = (place: string, detail: string): EnergyError => new EnergyError("CONFIG_INVALID", { place, detail });
