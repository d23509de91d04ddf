import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import { EnergyError, type ErrorCode } from "./error";
import type { Message, MessageKind } from "./messages";
import { nearest } from "./nearest";
import { messageSchemas } from "./schemas";

// Verbose errors carry their schema, whose property names and descriptions make better texts.
const ajv = new Ajv({ allErrors: false, strict: true, strictRequired: false, allowUnionTypes: true, verbose: true });
const compiled = new WeakMap<object, ValidateFunction>();

/** Compiles a schema once; the same object gives the same validator. */
export function validatorOf(schema: object): ValidateFunction {
  let validate = compiled.get(schema);
  if (!validate) {
    validate = ajv.compile(schema);
    compiled.set(schema, validate);
  }
  return validate;
}

/**
 * Where and why, in one short phrase: `meters/3/unitId must be <= 247`. Where the schema of a text has a
 * `description`, that says what it must be. The value itself is never shown: it may be a secret.
 */
export function describeViolation(error: ErrorObject | undefined): { place: string; detail: string } {
  if (!error) return { place: "", detail: "" };
  const place = error.instancePath.slice(1);
  const params: Record<string, unknown> = error.params;
  const schema = (error.parentSchema ?? {}) as { readonly properties?: object; readonly description?: string };
  switch (error.keyword) {
    case "additionalProperties": {
      const name = String(params.additionalProperty);
      const known = Object.keys(schema.properties ?? {});
      const [meant] = nearest(name, known);
      const help = meant ? `did you mean "${meant}"?` : `known are ${known.join(", ")}`;
      return { place, detail: `unknown property "${name}"; ${help}` };
    }
    case "required":
      return { place, detail: `lacks the property "${String(params.missingProperty)}"` };
    case "pattern":
      return { place, detail: schema.description ? `must be ${schema.description}` : (error.message ?? "pattern") };
    case "enum":
      return { place, detail: `must be one of ${(params.allowedValues as unknown[]).join(", ")}` };
    case "const":
      return { place, detail: `must be ${JSON.stringify(params.allowedValue)}` };
    default:
      return { place, detail: error.message ?? error.keyword };
  }
}

/** Checks `value` against `schema` or throws `code` with `place` and `detail`. */
export function assertSchema(
  schema: object,
  value: unknown,
  code: ErrorCode,
  params: Record<string, string> = {},
): void {
  const validate = validatorOf(schema);
  if (validate(value)) return;
  throw new EnergyError(code, { ...params, ...describeViolation(validate.errors?.[0]) });
}

/** A message from outside, checked; throws MESSAGE_INVALID with the place. */
export function parseMessage(value: unknown): Message {
  const kind = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  if (typeof kind !== "string" || !Object.hasOwn(messageSchemas, kind)) {
    throw new EnergyError("MESSAGE_INVALID", {
      place: "kind",
      detail: `unknown kind ${JSON.stringify(kind)?.slice(0, 60)}`,
    });
  }
  assertSchema(messageSchemas[kind as MessageKind], value, "MESSAGE_INVALID");
  return value as Message;
}
