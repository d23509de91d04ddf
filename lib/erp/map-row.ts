import { EnergyError } from "../contract/error";
import { type Cell, isNumber, plainText, type Row } from "./cell";
import type { Entry } from "./export-document";
import type { ExportField, ExportProfile } from "./export-profile";
import { decimalText } from "./number-text";
import { codeOf } from "./template";

/**
 * A row as the profile's fields carry it; what only the document knows is filled in when it is written. `line` counts
 * from 1. Throws EXPORT_ROW_INVALID with field and line.
 */
export function mapRow(profile: ExportProfile, row: Row, line: number, timeZone: string): Entry {
  const entry: Record<string, Cell> = {};
  const settings = settingValues(profile.settings);
  for (const field of profile.fields) {
    if (field.of.kind === "document") continue;
    entry[field.name] = mapped(field, cellOf(field, row, settings, timeZone), timeZone, (detail) => {
      throw new EnergyError("EXPORT_ROW_INVALID", { profile: profile.id, line, field: field.name, detail });
    });
  }
  return entry;
}

const settingValues = (settings: ExportProfile["settings"]): Row =>
  Object.fromEntries(Object.entries(settings).map(([name, text]) => [`settings.${name}`, text]));

function cellOf({ of }: ExportField, row: Row, settings: Row, timeZone: string): Cell {
  switch (of.kind) {
    case "field":
      return row[of.name] ?? null;
    case "value":
      return of.text;
    case "template":
      return of.template({ ...row, ...settings }, timeZone);
    case "document":
      return null;
  }
}

function mapped(field: ExportField, cell: Cell, timeZone: string, refuse: (detail: string) => never): Cell {
  if (cell === null) return null;
  switch (field.type) {
    case "number":
    case "debit-credit":
      if (!isNumber(cell)) return refuse("there is no number in this field");
      return { number: decimalText(cell.number, field.factor, field.decimals) };
    case "code": {
      const text = plainText(cell, timeZone);
      return codeOf(field.codes ?? {}, text) ?? refuse(`there is no code for "${text.slice(0, 60)}"`);
    }
    case "date":
      return cell;
    case "text":
      return plainText(cell, timeZone);
  }
}
