import { type Cell, isNumber } from "../cell";
import type { ExportDocument } from "../export-document";
import type { ExportProfile } from "../export-profile";
import { documentValues } from "../field-text";
import { sumOf } from "../number-text";

/** The lines before and after the rows, each with its end. */
export function linesAround(
  profile: ExportProfile,
  document: ExportDocument,
): { readonly before: string; readonly after: string } {
  const { before, after, lineEnd } = profile.format;
  if (before.length + after.length === 0) return { before: "", after: "" };
  const values = aroundValues(profile, document);
  const written = (lines: typeof before): string =>
    lines.map((line) => line(values, document.timeZone) + lineEnd).join("");
  return { before: written(before), after: written(after) };
}

/** What stands around the rows may say: the document, and the sum of each amount. */
export function aroundValues(profile: ExportProfile, document: ExportDocument): Record<string, Cell> {
  const values: Record<string, Cell> = {};
  for (const [name, cell] of Object.entries(documentValues(document))) values[`document.${name}`] = cell;
  for (const { name, amount } of profile.fields) {
    if (!amount) continue;
    const cells = document.entries.map((entry) => entry[name]);
    values[`total.${name}`] = { number: sumOf(cells.filter(isNumber).map(({ number }) => number)) };
  }
  for (const [name, text] of Object.entries(profile.settings)) values[`settings.${name}`] = text;
  return values;
}
