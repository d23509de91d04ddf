import Big from "big.js";
import { quantities } from "../metering/quantities";
import type { ExportData } from "./export-data";
import type { ExportPeriod } from "./export-period";
import type { ExportProfile } from "./export-profile";
import type { ExportSite } from "./export-site";
import type { SourceRows } from "./source-rows";

/** What each register showed last before the end of the period; nothing where that was before its beginning. */
export async function* readingRows(
  { meters, quantities: wanted }: Pick<ExportProfile, "meters" | "quantities">,
  site: ExportSite,
  data: ExportData,
  { from, to }: ExportPeriod,
): SourceRows {
  let provisional = false;
  for (const meter of meters ?? site.meters) {
    const last = new Map<string, { at: number; value: number }>();
    for (const { at, values, quality } of await data.readingsBefore(site.id, meter, to)) {
      if (at < from || quality === "bad") continue;
      for (const [quantity, value] of Object.entries(values)) last.set(quantity, { at, value });
    }
    const registers = [...last].filter(
      ([quantity]) => quantities.get(quantity)?.kind === "register" && (wanted?.includes(quantity) ?? true),
    );
    provisional ||= meters !== undefined && registers.length === 0;
    for (const [quantity, { at, value }] of registers.sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { unit = "", obis = null } = quantities.get(quantity) ?? {};
      yield {
        ...site.aboutMeter(meter, at),
        quantity,
        unit,
        obis,
        at: { at },
        value: { number: new Big(value).toFixed() },
      };
    }
  }
  return { provisional };
}
