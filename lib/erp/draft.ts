import { EnergyError } from "../contract/error";
import { isNumber } from "./cell";
import { consumptionRows } from "./consumption-rows";
import type { ExportData } from "./export-data";
import type { Draft, Entry } from "./export-document";
import { type ExportPeriod, periodName } from "./export-period";
import type { ExportProfile } from "./export-profile";
import type { ExportSite } from "./export-site";
import { mapRow } from "./map-row";
import { postingRows } from "./posting-rows";
import { readingRows } from "./reading-rows";
import type { SourceRows } from "./source-rows";

/** More than a year of quarter hours of five meters, or a month of fifty. */
export const mostRows = 200_000;

/** Called often in long work: lets others run where it has taken a while. */
export type Breathe = () => Promise<void>;

/**
 * What an export says about a period, as of `now` (ms UTC). Rejects with EXPORT_ROW_INVALID, EXPORT_TOO_LARGE or
 * EXPORT_NO_POSTINGS, and as the data's source does.
 */
export async function draftOf(
  profile: ExportProfile,
  site: ExportSite,
  data: ExportData,
  period: ExportPeriod,
  now: number,
  breathe: Breathe,
): Promise<Draft> {
  const rows = sourceOf(profile, site, data, period);
  return gathered(profile, site, period, rows, now, breathe);
}

function sourceOf(profile: ExportProfile, site: ExportSite, data: ExportData, period: ExportPeriod): SourceRows {
  switch (profile.source) {
    case "consumption":
      return consumptionRows(profile, site, data, period);
    case "postings":
      return postingRows(profile.id, site, data, period);
    case "readings":
      return readingRows(profile, site, data, period);
  }
}

/** The rows of any source, mapped. */
export async function gathered(
  profile: ExportProfile,
  site: ExportSite,
  period: ExportPeriod,
  rows: SourceRows,
  now: number,
  breathe: Breathe,
): Promise<Draft> {
  const entries: Entry[] = [];
  let line = 0;
  let next = await rows.next();
  while (!next.done) {
    line += 1;
    if (line > mostRows)
      throw new EnergyError("EXPORT_TOO_LARGE", { profile: profile.id, detail: `more than ${mostRows} rows` });
    const entry = mapRow(profile, next.value, line, site.timeZone);
    if (!profile.omitZero || !isZero(profile, entry)) entries.push(entry);
    await breathe();
    next = await rows.next();
  }
  const head = {
    id: `${site.id}-${profile.id}-${periodName(period, site.timeZone)}`,
    profile: profile.id,
    site: site.id,
    timeZone: site.timeZone,
    currency: site.currency,
    period,
  };
  return { profile, head, entries, provisional: period.to > now || next.value.provisional };
}

function isZero({ fields }: ExportProfile, entry: Entry): boolean {
  const amounts = fields.filter(({ amount }) => amount).map(({ name }) => entry[name]);
  return amounts.length > 0 && amounts.every((cell) => !isNumber(cell) || Number(cell.number) === 0);
}
