import { EnergyError } from "../contract/error";
import { assertSchema } from "../contract/validate";
import { decimal } from "../metering/decimal";
import type { Ratio } from "../metering/units";
import { type JsonPath, parsePath, valueAt } from "./json-path";
import { ratioOf } from "./unit-ratio";

/** Says that a place of a JSON document holds a quantity. */
export interface FieldMapping {
  readonly quantity: string;
  /** As `json-path.ts` reads it; "" is the document itself. */
  readonly path: string;
  /** Unit of number × scale + offset; the quantity's own when absent. */
  readonly unit?: string;
  readonly scale?: number;
  readonly offset?: number;
}

const finite = { type: "number", minimum: -1e9, maximum: 1e9 } as const;

export const fieldMappingSchema = {
  type: "object",
  required: ["quantity", "path"],
  additionalProperties: false,
  properties: {
    quantity: { type: "string", minLength: 1, maxLength: 64 },
    path: { type: "string", maxLength: 200 },
    unit: { type: "string", maxLength: 20 },
    scale: finite,
    offset: finite,
  },
} as const;

export const mappingSchema = { type: "array", minItems: 1, maxItems: 256, items: fieldMappingSchema } as const;

/** A mapping whose paths and units are known to be right. */
export interface Field {
  readonly quantity: string;
  readonly place: string;
  readonly path: JsonPath;
  readonly scale: number;
  readonly offset: number;
  readonly ratio: Ratio;
}

/** No meter shows more; above, doubles no longer count single units. */
const mostValue = 1e15;

/** Throws CONFIG_INVALID; `place` is where the mapping stands in the configuration. */
export function compileMapping(raw: unknown, place = "mapping"): readonly Field[] {
  assertSchema(mappingSchema, raw, "CONFIG_INVALID");
  const fields = (raw as FieldMapping[]).map((field, index) => compileField(field, `${place}/${index}`));
  const twice = fields.findIndex(({ quantity }, index) => fields.findIndex((one) => one.quantity === quantity) < index);
  if (twice >= 0) {
    const detail = `"${fields[twice]?.quantity}" is mapped twice`;
    throw new EnergyError("CONFIG_INVALID", { place: `${place}/${twice}/quantity`, detail });
  }
  return fields;
}

export function compileField({ quantity, path, unit, scale = 1, offset = 0 }: FieldMapping, place = "mapping"): Field {
  const ratio = ratioOf(quantity, unit, place);
  return { quantity, place: path, path: parsePath(path, `${place}/path`), scale, offset, ratio };
}

/**
 * The values that a document holds, in canonical units. A place that is missing or null is left out:
 * devices say so that they have no value. Anything else that is no number, or no decimal number as
 * text, throws MESSAGE_INVALID with the place.
 */
export function readFields(document: unknown, fields: readonly Field[]): Record<string, number> {
  const values: Record<string, number> = {};
  for (const { quantity, place, path, scale, offset, ratio } of fields) {
    const raw = valueAt(document, path);
    if (raw === undefined || raw === null) continue;
    values[quantity] = canonicalValue(numberAt(place, raw) * scale + offset, ratio, place);
  }
  return values;
}

/** In the canonical unit; throws MESSAGE_INVALID for what no meter can show. */
export function canonicalValue(value: number, { numerator, denominator }: Ratio, place: string): number {
  const canonical = (value * numerator) / denominator;
  if (!(Math.abs(canonical) <= mostValue)) refuse(place, "is larger than any meter shows");
  return decimal(canonical);
}

function numberAt(place: string, raw: unknown): number {
  if (typeof raw === "number") {
    // JSON has no others, but a flow may hand over what it has computed.
    if (!Number.isFinite(raw)) refuse(place, "must be a finite number");
    return raw;
  }
  if (typeof raw === "string" && /^\s*[-+]?\d{1,20}(\.\d{1,20})?([eE][-+]?\d{1,3})?\s*$/.test(raw)) return Number(raw);
  return refuse(place, `must be a number, but is ${describe(raw)}`);
}

function describe(raw: unknown): string {
  if (typeof raw === "string") return `the text ${JSON.stringify(raw.slice(0, 40))}`;
  if (Array.isArray(raw)) return "a list";
  return typeof raw === "object" ? "an object" : `${typeof raw}`;
}

function refuse(place: string, detail: string): never {
  throw new EnergyError("MESSAGE_INVALID", { place: place === "" ? "payload" : place, detail });
}
