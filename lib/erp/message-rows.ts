import Big from "big.js";
import { DateTime } from "luxon";
import { EnergyError } from "../contract/error";
import type { Interval } from "../contract/messages";
import { parseMessage } from "../contract/validate";
import type { Posting } from "../tariff/posting";
import { type Cell, isTime, type Row } from "./cell";
import { intervalRow } from "./consumption-rows";
import type { ExportPeriod } from "./export-period";
import type { ExportProfile } from "./export-profile";
import type { ExportSite } from "./export-site";
import { postingRow } from "./posting-rows";
import { type RowField, rowFields } from "./row-fields";
import type { SourceRows } from "./source-rows";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Rows that came in a message: intervals, postings, or objects with the fields of the profile's source, their times in
 * ISO 8601 or ms. Throws MESSAGE_INVALID with the place.
 */
export function messageRows(values: readonly unknown[], profile: ExportProfile, site: ExportSite): Row[] {
  return values.map((value, index) => {
    if (!isObject(value)) throw invalid(`${index}`, "must be object");
    if (value.kind === "interval" && profile.source === "consumption") {
      const interval = parseMessage(value) as Interval;
      return intervalRow(interval, { ...site.aboutMeter(interval.meter, interval.from), site: interval.site });
    }
    const row = freeRow(value, rowFields[profile.source], `${index}`, site.timeZone);
    const ofSite = { site: site.id, siteName: site.name };
    return profile.source === "postings" ? { ...ofSite, ...named(row, site), ...row } : { ...ofSite, ...row };
  });
}

/** What the site model adds to a posting. */
function named(row: Row, site: ExportSite): Row {
  const text = (cell: Cell | undefined): string => (typeof cell === "string" ? cell : "");
  const posting = { supply: text(row.supply), costCentre: text(row.costCentre) } as Posting;
  const { supplyName = null, costCentreName = null } = postingRow({ ...posting, from: 0, to: 0 } as Posting, site);
  return { supplyName, costCentreName };
}

function freeRow(
  value: Record<string, unknown>,
  fields: Readonly<Record<string, RowField>>,
  place: string,
  timeZone: string,
): Row {
  const row: Record<string, Cell> = {};
  for (const [name, given] of Object.entries(value)) {
    const field = fields[name];
    if (!field)
      throw invalid(`${place}/${name}`, `is no field of these rows; known are ${Object.keys(fields).join(", ")}`);
    row[name] = given === null || given === undefined ? null : cellOf(given, field.kind, `${place}/${name}`, timeZone);
  }
  return row;
}

function cellOf(given: unknown, kind: RowField["kind"], place: string, timeZone: string): Cell {
  if (kind === "number") {
    if (typeof given === "number" && Number.isFinite(given)) return { number: new Big(given).toFixed() };
    if (typeof given === "string" && /^-?\d{1,18}(\.\d{1,12})?$/.test(given)) return { number: given };
    throw invalid(place, "must be a number");
  }
  if (kind === "time") {
    const at = typeof given === "string" ? DateTime.fromISO(given, { zone: timeZone }).toMillis() : given;
    if (typeof at === "number" && Number.isInteger(at) && Math.abs(at) <= 8.64e15) return { at };
    throw invalid(place, "must be an ISO 8601 time or milliseconds");
  }
  if (typeof given === "string" && given.length <= 1000) return given;
  if (typeof given === "number") return String(given);
  throw invalid(place, "must be a text");
}

/** From the first beginning to the last end of what the rows are about. Throws MESSAGE_INVALID where they say no times. */
export function periodOfRows(rows: readonly Row[]): ExportPeriod {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const begin = row.from ?? row.at;
    const end = row.to ?? row.at;
    if (isTime(begin)) from = Math.min(from, begin.at);
    if (isTime(end)) to = Math.max(to, end.at);
  }
  if (from > to) throw invalid("", "the rows say no times; give msg.from and msg.to");
  return { from, to };
}

/** Rows that are there already, as a source. */
export async function* asSource(rows: readonly Row[]): SourceRows {
  yield* rows;
  return { provisional: rows.some(({ quality }) => quality === "missing") };
}

const invalid = (place: string, detail: string): EnergyError => new EnergyError("MESSAGE_INVALID", { place, detail });
