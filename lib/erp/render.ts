import type { ExportDocument } from "./export-document";
import type { ExportProfile } from "./export-profile";
import { csvParts } from "./formats/csv";
import { fixedParts } from "./formats/fixed";
import { templateParts } from "./formats/from-template";
import { jsonParts } from "./formats/json";
import { xmlParts } from "./formats/xml";

/**
 * The text of a document's file in parts, so that whoever gathers them can let others run in between. Throws
 * EXPORT_ROW_INVALID with field and line.
 */
export function fileParts(profile: ExportProfile, document: ExportDocument): Iterable<string> {
  const { format } = profile;
  switch (format.type) {
    case "csv":
      return csvParts(profile, format, document);
    case "json":
      return jsonParts(profile, document);
    case "xml":
      return xmlParts(profile, format, document);
    case "fixed":
      return fixedParts(profile, document);
    case "template":
      return templateParts(profile, format, document);
  }
}
