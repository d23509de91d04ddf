import type { Row } from "../../dist/lib/erp/cell.js";
import { gathered } from "../../dist/lib/erp/draft.js";
import type { Draft, ExportDocument } from "../../dist/lib/erp/export-document.js";
import type { ExportProfile } from "../../dist/lib/erp/export-profile.js";
import { bareSite } from "../../dist/lib/erp/export-site.js";
import { documentOf } from "../../dist/lib/erp/issue.js";
import { asSource } from "../../dist/lib/erp/message-rows.js";
import { parseExport } from "../../dist/lib/erp/parse-export.js";
import { documentFile } from "../../dist/lib/io/erp/document-file.js";

/** October 2026 in Vienna: it ends an hour later than it would without the change of the clocks. */
export const october = { from: Date.parse("2026-09-30T22:00:00Z"), to: Date.parse("2026-10-31T23:00:00Z") };
export const issued = Date.parse("2026-11-02T05:00:00Z");
export const works = bareSite("works", "Europe/Vienna", "EUR");

export const number = (text: string): { number: string } => ({ number: text });

/** A posting of October as a row. */
export const posting = (costCentre: string, amount: string, more: Row = {}): Row => ({
  site: "works",
  supply: "grid",
  supplyName: "Netz",
  costCentre,
  component: "energy",
  from: { at: october.from },
  to: { at: october.to },
  version: number("1"),
  amount: number(amount),
  currency: "EUR",
  ...more,
});

export const draftOfRows = (profile: ExportProfile, rows: readonly Row[], now = issued): Promise<Draft> =>
  gathered(profile, works, october, asSource(rows), now, async () => undefined);

export async function documentOfRows(profile: ExportProfile, rows: readonly Row[]): Promise<ExportDocument> {
  return documentOf(await draftOfRows(profile, rows), { version: 1, issued });
}

/** The bytes that a profile makes of rows of October. */
export async function bytesOf(raw: object, rows: readonly Row[]): Promise<Buffer> {
  const profile = parseExport(raw);
  return Buffer.from((await documentFile(profile, await documentOfRows(profile, rows))).body);
}

export const textOf = async (raw: object, rows: readonly Row[]): Promise<string> =>
  (await bytesOf(raw, rows)).toString("utf8");
