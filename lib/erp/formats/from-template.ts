import type { Cell } from "../cell";
import { plainText } from "../cell";
import type { ExportDocument } from "../export-document";
import type { ExportField, ExportProfile, TemplateFormat } from "../export-profile";
import { FieldWriter } from "../field-text";
import { rowsAtATime } from "./csv";
import { aroundValues, settledValues } from "./lines-around";

/** A file by a template in parts: what stands before the rows, each row, what stands after. */
export function* templateParts(
  profile: ExportProfile,
  format: TemplateFormat,
  document: ExportDocument,
): Generator<string> {
  const writer = new FieldWriter(profile, document);
  const fields = new Map(profile.fields.map((field) => [field.name, field]));
  const [before, row, after] = format.parts;
  const { timeZone, entries } = document;
  const around = aroundValues(profile, document);
  const settled = settledValues(profile, document);
  const shown = (name: string, cell: Cell): string => {
    const field = fields.get(name);
    return field ? writer.shown(field, cell) : plainText(cell, timeZone);
  };
  const ended = (text: string): string => (format.lineEnd === "\n" ? text : text.replace(/\r?\n/g, format.lineEnd));
  yield ended(before(around, timeZone));
  let part = "";
  for (const [index, entry] of entries.entries()) {
    const place: Record<string, Cell> = {
      line: { number: String(index + 1) },
      first: index === 0 ? "true" : null,
      last: index === entries.length - 1 ? "true" : null,
    };
    part += ended(
      row({ ...settled, ...place, ...rowValues(profile.fields, entry, index + 1, writer) }, timeZone, shown),
    );
    if (index % rowsAtATime === rowsAtATime - 1) {
      yield part;
      part = "";
    }
  }
  yield part + ended(after(around, timeZone));
}

function rowValues(
  fields: readonly ExportField[],
  entry: ExportDocument["entries"][number],
  line: number,
  writer: FieldWriter,
): Record<string, Cell> {
  return Object.fromEntries(fields.map((field) => [field.name, writer.cell(field, entry, line)]));
}
