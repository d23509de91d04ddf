import { createHash } from "node:crypto";
import type { Entry } from "../../erp/export-document";
import { breather } from "./breathe";

/** Of a text or of bytes, in hexadecimal. */
export const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** Of what a document says, whatever its form; others can run meanwhile. */
export async function entriesDigest(entries: readonly Entry[]): Promise<string> {
  const hash = createHash("sha256");
  const breathe = breather();
  for (const entry of entries) {
    hash.update(`${JSON.stringify(entry)}\n`);
    await breathe();
  }
  return hash.digest("hex");
}
