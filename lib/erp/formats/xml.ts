import type { ExportDocument } from "../export-document";
import type { ExportProfile, XmlFormat } from "../export-profile";
import { FieldWriter } from "../field-text";
import { rowsAtATime } from "./csv";
import { notXml, xmlText } from "./xml-text";

/** An element for each row and field in parts, well formed whatever stands in the texts. */
export function* xmlParts(profile: ExportProfile, format: XmlFormat, document: ExportDocument): Generator<string> {
  const writer = new FieldWriter(profile, document);
  const { id, version, site, period, reverses, provisional } = document;
  const iso = (at: number): string => new Date(at).toISOString();
  const attributes = Object.entries({
    document: id,
    version: String(version),
    site,
    from: iso(period.from),
    to: iso(period.to),
    ...(reverses !== undefined && { reverses: String(reverses) }),
    ...(provisional && { provisional: "true" }),
  });
  const encoding = format.encoding.replace("-bom", "");
  const { lineEnd, root, row } = format;
  yield `<?xml version="1.0" encoding="${encoding}"?>${lineEnd}<${root}${attributes.map(([name, text]) => ` ${name}="${xmlText(text)}"`).join("")}>${lineEnd}`;
  let part = "";
  for (const [index, entry] of document.entries.entries()) {
    const elements = profile.fields.map((field) => {
      const text = writer.text(field, entry, index + 1);
      if (notXml.test(text)) throw writer.refusal(field, index + 1, "has a character that XML cannot hold");
      return text === "" ? `<${field.name}/>` : `<${field.name}>${xmlText(text)}</${field.name}>`;
    });
    part += `  <${row}>${elements.join("")}</${row}>${lineEnd}`;
    if (index % rowsAtATime === rowsAtATime - 1) {
      yield part;
      part = "";
    }
  }
  yield `${part}</${root}>${lineEnd}`;
}
