import { quantities } from "../metering/quantities";
import { compileField, type Field } from "./field-mapping";
import { isObject } from "./form";

const fields = new Map<string, Field>();

/** The properties of a document that carry a quantity's own name: they need no mapping and are in its unit. */
export function ownQuantities(document: unknown): readonly Field[] {
  if (!isObject(document)) return [];
  return Object.keys(document).flatMap((name) => (quantities.has(name) ? [fieldOf(name)] : []));
}

function fieldOf(quantity: string): Field {
  let field = fields.get(quantity);
  if (!field) {
    field = compileField({ quantity, path: quantity });
    fields.set(quantity, field);
  }
  return field;
}
