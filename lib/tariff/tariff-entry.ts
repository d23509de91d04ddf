import { idSchema } from "../contract/schemas";
import { roundingSchema } from "./component-schemas";
import { parseTariff } from "./parse-tariff";
import type { Tariff } from "./tariff";
import { checkSchema, refuse } from "./tariff-error";
import { importUrdb } from "./urdb";

/** A tariff that is taken from a rate document; what the document has beyond a tariff must be named to be left out. */
const importedSchema = {
  type: "object",
  required: ["id", "urdb"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    name: { type: "string", minLength: 1, maxLength: 100 },
    urdb: { type: "object" },
    without: { type: "array", maxItems: 200, items: { type: "string", maxLength: 100 } },
    rounding: roundingSchema,
  },
} as const;

interface Imported {
  readonly id: string;
  readonly name?: string;
  readonly urdb: object;
  readonly without?: readonly string[];
  readonly rounding?: object;
}

/** A tariff as it stands in a list of tariffs: written out, or as a rate document. Throws TARIFF_INVALID. */
export function tariffOfEntry(raw: Readonly<Record<string, unknown>>): Tariff {
  if (raw.urdb === undefined) return parseTariff(raw);
  checkSchema(importedSchema, raw, "");
  const { id, name, urdb, without = [], rounding } = raw as unknown as Imported;
  const { tariff, leftOut } = importUrdb(urdb, id);
  const open = leftOut.filter((field) => !without.includes(field));
  if (open.length > 0)
    refuse("urdb", `has what no tariff can hold: ${open.join(", ")}; name it in "without" to leave it out`);
  const [version] = tariff.versions as readonly object[];
  return parseTariff({
    ...tariff,
    ...(name !== undefined && { name }),
    versions: [{ ...version, ...(rounding && { rounding }) }],
  });
}
