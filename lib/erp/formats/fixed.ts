import { isNumber } from "../cell";
import type { Entry, ExportDocument } from "../export-document";
import type { ExportField, ExportProfile } from "../export-profile";
import { FieldWriter } from "../field-text";
import { rowsAtATime } from "./csv";
import { linesAround } from "./lines-around";

const breaksTheLine = /[\p{Cc}\u2028\u2029]/u;

/** Lines of fixed width in parts; nothing is cut that the profile does not allow to be. */
export function* fixedParts(profile: ExportProfile, document: ExportDocument): Generator<string> {
  const writer = new FieldWriter(profile, document);
  const around = linesAround(profile, document);
  const { lineEnd } = profile.format;
  yield around.before;
  let part = "";
  for (const [index, entry] of document.entries.entries()) {
    part += profile.fields.map((field) => columnOf(field, entry, index + 1, writer)).join("") + lineEnd;
    if (index % rowsAtATime === rowsAtATime - 1) {
      yield part;
      part = "";
    }
  }
  yield part + around.after;
}

function columnOf(field: ExportField, entry: Entry, line: number, writer: FieldWriter): string {
  const text = writer.text(field, entry, line);
  if (breaksTheLine.test(text)) throw writer.refusal(field, line, "has a line break or a control character");
  const { length = text.length, align, pad } = field;
  if (align === "left") return text.padEnd(length, pad);
  // Zeros stand between the sign and the digits.
  const signed = pad !== " " && isNumber(writer.cell(field, entry, line)) && text.startsWith("-");
  return signed ? `-${text.slice(1).padStart(length - 1, pad)}` : text.padStart(length, pad);
}
