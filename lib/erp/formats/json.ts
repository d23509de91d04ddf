import { isNumber } from "../cell";
import type { ExportDocument } from "../export-document";
import type { ExportField, ExportProfile } from "../export-profile";
import { FieldWriter } from "../field-text";
import { rowsAtATime } from "./csv";

/** `{"document": {…}, "rows": [{…}]}` in parts. Numbers keep every digit: they are written as decimals, never through a float. */
export function* jsonParts(profile: ExportProfile, document: ExportDocument): Generator<string> {
  const writer = new FieldWriter(profile, document);
  const { id, version, site, period, reverses, provisional } = document;
  const iso = (at: number): string => new Date(at).toISOString();
  const head = {
    id,
    version,
    profile: document.profile,
    site,
    currency: document.currency,
    from: iso(period.from),
    to: iso(period.to),
    issued: iso(document.issued),
    provisional,
    ...(reverses !== undefined && { reverses }),
  };
  const written = (field: ExportField, entry: ExportDocument["entries"][number], line: number): string => {
    const cell = writer.cell(field, entry, line);
    if (cell === null) return "null";
    // A sign after the digits, or none, is no JSON number.
    const plain = field.type === "number" && isNumber(cell) && field.sign === "leading-minus";
    const text = writer.text(field, entry, line);
    return plain ? text : JSON.stringify(text);
  };
  yield `{"document":${JSON.stringify(head)},"rows":[`;
  const names = profile.fields.map(({ name }) => JSON.stringify(name));
  let part = "";
  for (const [index, entry] of document.entries.entries()) {
    const values = profile.fields.map((field, n) => `${names[n]}:${written(field, entry, index + 1)}`);
    part += `${index === 0 ? "" : ","}\n{${values.join(",")}}`;
    if (index % rowsAtATime === rowsAtATime - 1) {
      yield part;
      part = "";
    }
  }
  yield `${part}\n]}\n`;
}
