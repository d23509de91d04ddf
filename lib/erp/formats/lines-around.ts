import { type Cell, isNumber, type Row } from "../cell";
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

/** What stands around the rows may say: the document, the settings, and the sum of each amount. */
export function aroundValues(profile: ExportProfile, document: ExportDocument): Row {
  const values: Record<string, Cell> = { ...settledValues(profile, document) };
  for (const { name, amount } of profile.fields) {
    if (!amount) continue;
    // Summed up only for a line that says it: there may be many rows.
    Object.defineProperty(values, `total.${name}`, { get: () => totalOf(name, document) });
  }
  return values;
}

/** The part of it that a row may say too. */
export function settledValues(profile: ExportProfile, document: ExportDocument): Row {
  const values: Record<string, Cell> = {};
  for (const [name, cell] of Object.entries(documentValues(document))) values[`document.${name}`] = cell;
  for (const [name, text] of Object.entries(profile.settings)) values[`settings.${name}`] = text;
  return values;
}

function totalOf(name: string, { entries }: ExportDocument): Cell {
  const cells = entries.map((entry) => entry[name]);
  return { number: sumOf(cells.filter(isNumber).map(({ number }) => number)) };
}
