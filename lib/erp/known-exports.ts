import { EnergyError } from "../contract/error";
import { nearest } from "../contract/nearest";
import type { ExportProfile } from "./export-profile";
import { parseExport } from "./parse-export";
import type { RawExport } from "./profile-schema";
import { readyProfile, readyProfileIds } from "./ready-profiles";

/** The export of this id: the site's own before a ready one. Throws EXPORT_UNKNOWN, or CONFIG_INVALID with the place. */
export function exportNamed(id: string, ofSite: readonly RawExport[]): ExportProfile {
  const raw = ofSite.find((one) => one.id === id) ?? readyProfile(id);
  if (raw) return parseExport(raw);
  const known = [...new Set([...ofSite.map((one) => one.id), ...readyProfileIds])];
  const alike = nearest(id, known);
  throw new EnergyError("EXPORT_UNKNOWN", {
    profile: id.slice(0, 80),
    known: (alike.length > 0 ? alike : known).join(", "),
  });
}

/** A profile written into a node as JSON. Throws CONFIG_INVALID. */
export function exportWritten(text: string): ExportProfile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new EnergyError(
      "CONFIG_INVALID",
      { place: "definition", detail: (error as Error).message },
      { cause: error },
    );
  }
  return parseExport(value);
}
