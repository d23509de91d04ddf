import { DateTime } from "luxon";

/**
 * One value on its way to the ERP: a text, a decimal number, a time (ms UTC), or nothing. JSON as it is, so that what
 * was issued can be kept and compared.
 */
export type Cell = string | { readonly number: string } | { readonly at: number } | null;

/** Values by name: of a source, or as an export's fields carry them. */
export type Row = Readonly<Record<string, Cell>>;

export const isNumber = (cell: Cell | undefined): cell is { readonly number: string } =>
  typeof cell === "object" && cell !== null && "number" in cell;

export const isTime = (cell: Cell | undefined): cell is { readonly at: number } =>
  typeof cell === "object" && cell !== null && "at" in cell;

/** A cell as a plain text: decimals with a point, times in ISO 8601 of the zone. */
export function plainText(cell: Cell | undefined, timeZone: string): string {
  if (cell === undefined || cell === null) return "";
  if (typeof cell === "string") return cell;
  return isNumber(cell) ? cell.number : dateText(cell.at, isoForm, timeZone);
}

/** Luxon's tokens for ISO 8601 with the zone's offset. */
export const isoForm = "yyyy-MM-dd'T'HH:mm:ssZZ";

export function dateText(at: number, form: string, timeZone: string): string {
  return DateTime.fromMillis(at, { zone: timeZone, locale: "en" }).toFormat(form);
}
