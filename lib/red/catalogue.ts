import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Language } from "./text";

const catalogues = new Map<string, unknown>();

/** The texts of a language, `locales/<language>/<name>.json`; read once. */
export function catalogueOf(language: Language, name: "messages" | "commissioning"): unknown {
  const file = join(__dirname, "../../nodes/locales", language, `${name}.json`);
  const read = catalogues.get(file) ?? JSON.parse(readFileSync(file, "utf8"));
  catalogues.set(file, read);
  return read;
}
