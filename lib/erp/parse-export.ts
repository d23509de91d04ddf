import { EnergyError } from "../contract/error";
import { nearest } from "../contract/nearest";
import { assertSchema } from "../contract/validate";
import type { ExportProfile } from "./export-profile";
import { parseField, plainField } from "./parse-field";
import { parseFormat } from "./parse-format";
import { exportSchema, type RawExport } from "./profile-schema";
import { readyProfile, readyProfileIds } from "./ready-profiles";
import { rowFields } from "./row-fields";

/**
 * A profile from what a person wrote, with the ready one that it builds on. Throws CONFIG_INVALID with the place, also
 * for fields, codes and names in templates that do not exist.
 */
export function parseExport(value: unknown): ExportProfile {
  assertSchema(exportSchema, value, "CONFIG_INVALID");
  const raw = withBase(value as RawExport);
  const { id, source = "consumption", format, fields } = raw;
  if (!format) throw new EnergyError("CONFIG_INVALID", { place: "format", detail: "is required" });
  const known = rowFields[source];
  const settings = raw.settings ?? {};
  const codes = raw.codes ?? {};
  const parsed = fields
    ? fields.map((field, index) => parseField(field, `fields/${index}`, { known, settings, codes }))
    : Object.keys(known).map((name) => plainField(name, known));
  checkNames(parsed.map(({ name }) => name));
  const corrections = raw.corrections ?? (source === "postings" ? "reversal" : "replace");
  if (corrections !== "replace" && source === "readings") {
    const detail = "readings of a register cannot be taken back; write replace";
    throw new EnergyError("CONFIG_INVALID", { place: "corrections", detail });
  }
  return {
    id,
    name: raw.name ?? id,
    source,
    step: raw.step ?? "1mo",
    ...(raw.meters && { meters: raw.meters }),
    ...(raw.quantities && { quantities: raw.quantities }),
    fields: parsed,
    format: parseFormat(format, { fields: parsed, settings, codes }),
    corrections,
    settings,
    omitZero: raw.omitZero === true,
  };
}

/** An entry of the site model, which stays as it is written; throws CONFIG_INVALID as `parseExport` does. */
export function checkedExport(value: Readonly<Record<string, unknown>>): RawExport {
  parseExport(value);
  return value as unknown as RawExport;
}

/** A ready profile as it is, or with an id of its own. Throws CONFIG_INVALID. */
function withBase(raw: RawExport): RawExport {
  if (raw.base === undefined) return raw;
  const base = readyProfile(raw.base);
  if (!base) throw noSuchBase(raw.base);
  return {
    ...base,
    ...raw,
    settings: { ...base.settings, ...raw.settings },
    codes: { ...base.codes, ...raw.codes },
    ...formatOn(base, raw),
  };
}

/** The options of another type of format mean nothing to this one. */
function formatOn({ format: base }: RawExport, { format }: RawExport): Pick<RawExport, "format"> {
  if (!base || !format) return { ...(base && { format: base }), ...(format && { format }) };
  return { format: format.type === base.type ? { ...base, ...format } : format };
}

function noSuchBase(id: string): EnergyError {
  const [meant] = nearest(id, readyProfileIds);
  const help = meant ? `did you mean "${meant}"?` : `known are ${readyProfileIds.join(", ")}`;
  return new EnergyError("CONFIG_INVALID", { place: "base", detail: `there is no ready profile "${id}"; ${help}` });
}

function checkNames(names: readonly string[]): void {
  const index = names.findIndex((name, n) => names.indexOf(name) !== n);
  if (index === -1) return;
  const detail = `"${names[index]}" is used twice`;
  throw new EnergyError("CONFIG_INVALID", { place: `fields/${index}/name`, detail });
}
