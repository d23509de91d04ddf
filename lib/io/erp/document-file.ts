import { EnergyError } from "../../contract/error";
import { type ExportDocument, fileName, idempotencyKey } from "../../erp/export-document";
import type { ExportProfile } from "../../erp/export-profile";
import { fileParts } from "../../erp/render";
import { factsOf, type Shipment } from "../../erp/shipment";
import { breather } from "./breathe";
import { encoderOf, lackedBy } from "./encode-text";

/** A document any larger belongs into several. */
const mostBytes = 64_000_000;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * A document as the file that is sent, written so that others can run meanwhile. Rejects with EXPORT_ROW_INVALID,
 * EXPORT_CHARACTER, EXPORT_TOO_LARGE or DEPENDENCY_MISSING.
 */
export async function documentFile(profile: ExportProfile, document: ExportDocument): Promise<Shipment> {
  const { encoding, mediaType } = profile.format;
  const encode = await encoderOf(encoding);
  const breathe = breather();
  const parts: Buffer[] = encoding === "utf-8-bom" ? [byteOrderMark] : [];
  let bytes = 0;
  let lines = 0;
  for (const text of fileParts(profile, document)) {
    const part = encode(text);
    if (!part) throw characterError(profile, text, lines, lackedBy(encode, text) ?? "");
    parts.push(part);
    bytes += part.byteLength;
    lines += text.split("\n").length - 1;
    if (bytes > mostBytes) {
      throw new EnergyError("EXPORT_TOO_LARGE", { profile: profile.id, detail: `more than ${mostBytes} bytes` });
    }
    await breathe();
  }
  return {
    key: idempotencyKey(document),
    document: factsOf(document),
    filename: fileName(document, profile),
    mediaType: `${mediaType}; charset=${encoding.replace("-bom", "")}`,
    body: Buffer.concat(parts),
  };
}

function characterError({ id, format }: ExportProfile, text: string, before: number, character: string): EnergyError {
  const line = before + text.slice(0, text.indexOf(character)).split("\n").length;
  const shown = `${character} (U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")})`;
  return new EnergyError("EXPORT_CHARACTER", { profile: id, encoding: format.encoding, line, character: shown });
}
