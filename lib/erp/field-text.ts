import { EnergyError } from "../contract/error";
import { type Cell, dateText, isNumber, isTime, plainText, type Row } from "./cell";
import type { Entry, ExportDocument } from "./export-document";
import type { ExportField, ExportProfile } from "./export-profile";
import { isNegative, numberText } from "./number-text";

/** What a document says of itself, by name. */
export function documentValues(document: ExportDocument): Row {
  const { period, version, reverses, provisional } = document;
  return {
    id: document.id,
    version: { number: String(version) },
    profile: document.profile,
    site: document.site,
    currency: document.currency,
    from: { at: period.from },
    to: { at: period.to },
    last: { at: period.to - 1 },
    issued: { at: document.issued },
    reverses: reverses === undefined ? null : { number: String(reverses) },
    provisional: provisional ? "provisional" : null,
    rows: { number: String(document.entries.length) },
  };
}

/** Writes the fields of one profile and document; every refusal names field and line. */
export class FieldWriter {
  readonly #profile: ExportProfile;
  readonly #document: Row;
  readonly #timeZone: string;

  constructor(profile: ExportProfile, document: ExportDocument) {
    this.#profile = profile;
    this.#document = documentValues(document);
    this.#timeZone = document.timeZone;
  }

  /** An entry's value, or the document's; `line` counts from 1. */
  cell(field: ExportField, entry: Entry, line: number): Cell {
    if (field.of.kind !== "document") return entry[field.name] ?? null;
    return field.of.name === "line" ? { number: String(line) } : (this.#document[field.of.name] ?? null);
  }

  /** Throws EXPORT_ROW_INVALID where it is longer than the field. */
  text(field: ExportField, entry: Entry, line: number): string {
    const text = this.shown(field, this.cell(field, entry, line));
    const { length = Number.POSITIVE_INFINITY } = field;
    if (text.length <= length) return text;
    if (field.cut) return text.slice(0, length);
    throw this.refusal(field, line, `"${text.slice(0, 80)}" is longer than ${length} characters`);
  }

  refusal(field: ExportField, line: number, detail: string): EnergyError {
    return new EnergyError("EXPORT_ROW_INVALID", { profile: this.#profile.id, line, field: field.name, detail });
  }

  shown(field: ExportField, cell: Cell): string {
    if (cell === null) return "";
    if (field.type === "debit-credit" && isNumber(cell))
      return field.codes?.[isNegative(cell.number) ? "-" : "+"] ?? "";
    if (isTime(cell)) return dateText(cell.at, field.dateForm, this.#timeZone);
    if (!isNumber(cell) || field.type === "text") return plainText(cell, this.#timeZone);
    const { decimals, sign } = field;
    return numberText(cell.number, { decimals, mark: this.#profile.format.decimalMark, sign });
  }
}
