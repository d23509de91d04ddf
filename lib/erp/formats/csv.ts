import { stringify } from "csv-stringify/sync";
import type { ExportDocument } from "../export-document";
import type { CsvFormat, ExportProfile } from "../export-profile";
import { FieldWriter } from "../field-text";
import { neutralised } from "./formula";
import { linesAround } from "./lines-around";

/** So many rows are written at a time; whoever gathers them can take a breath in between. */
export const rowsAtATime = 50;

/** What must not be quoted where only texts are: csv-stringify tells texts by their type. */
class Unquoted {
  constructor(readonly text: string) {}
}

/** A CSV file in parts. Texts that a spreadsheet would run as a formula are made harmless; numbers stay as they are. */
export function* csvParts(profile: ExportProfile, format: CsvFormat, document: ExportDocument): Generator<string> {
  const writer = new FieldWriter(profile, document);
  const { fields } = profile;
  const around = linesAround(profile, document);
  const options = {
    delimiter: format.delimiter,
    quote: format.quote,
    escape: format.quote,
    quoted: format.quoted === "all",
    quoted_string: format.quoted === "text",
    record_delimiter: format.lineEnd,
    // By itself it quotes only its own line end; a program may take either for one.
    quoted_match: /[\r\n]/,
    cast: { object: (value: object) => (value as Unquoted).text },
  };
  yield around.before;
  // Column names are never quoted unless they must: ERPs compare them as they stand.
  if (format.header)
    yield stringify([fields.map(({ name }) => neutralised(name))], { ...options, quoted_string: false });
  for (let first = 0; first < document.entries.length; first += rowsAtATime) {
    const records = document.entries.slice(first, first + rowsAtATime).map((entry, index) =>
      fields.map((field) => {
        const text = writer.text(field, entry, first + index + 1);
        const isText = field.type !== "number" && field.type !== "date";
        const safe = isText ? neutralised(text) : text;
        return field.quoted ? safe : new Unquoted(safe);
      }),
    );
    yield stringify(records, options);
  }
  yield around.after;
}
