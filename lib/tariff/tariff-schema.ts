import { idSchema } from "../contract/schemas";
import { dateSchema, decimalSchema, roundingSchema } from "./component-schemas";
import { dayWords } from "./day-type";

const nameSchema = { type: "string", minLength: 1, maxLength: 100 } as const;
const clockSchema = {
  type: "string",
  pattern: "^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$",
  description: "a time of day such as 06:00",
} as const;
const dayOfYearSchema = {
  type: "string",
  pattern: "^(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",
  description: "a day of the year such as 11-01",
} as const;

const seasonSchema = {
  type: "array",
  minItems: 1,
  maxItems: 20,
  items: {
    type: "object",
    required: ["from", "to"],
    additionalProperties: false,
    properties: { from: dayOfYearSchema, to: dayOfYearSchema },
  },
} as const;

export const windowsSchema = {
  type: "array",
  minItems: 1,
  maxItems: 200,
  items: {
    type: "object",
    additionalProperties: false,
    properties: {
      seasons: { type: "array", minItems: 1, maxItems: 50, uniqueItems: true, items: idSchema },
      days: { type: "array", minItems: 1, maxItems: 8, uniqueItems: true, items: { enum: dayWords } },
      from: clockSchema,
      to: clockSchema,
    },
  },
} as const;

const versionSchema = {
  type: "object",
  required: ["from", "components"],
  additionalProperties: false,
  properties: {
    from: dateSchema,
    to: dateSchema,
    seasons: { type: "object", maxProperties: 50, propertyNames: idSchema, additionalProperties: seasonSchema },
    periods: {
      type: "object",
      maxProperties: 100,
      propertyNames: idSchema,
      additionalProperties: { type: ["string", "array"] },
    },
    holidays: { type: "array", maxItems: 5000, items: dateSchema },
    rounding: roundingSchema,
    // Each is checked with the schema of its kind.
    components: { type: "array", minItems: 1, maxItems: 100, items: { type: "object" } },
  },
} as const;

/** A tariff as people write it; `docs/tariffs.md` explains every word. */
export const tariffSchema = {
  type: "object",
  required: ["id", "versions"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    name: nameSchema,
    quantity: { type: "string", pattern: "^[a-z][a-z0-9_]{0,63}$", description: "the name of a quantity" },
    unit: { type: "string", minLength: 1, maxLength: 10 },
    conversions: {
      type: "array",
      minItems: 1,
      maxItems: 1000,
      items: {
        type: "object",
        required: ["from", "calorificValue"],
        additionalProperties: false,
        properties: { from: dateSchema, calorificValue: decimalSchema, stateNumber: decimalSchema },
      },
    },
    versions: { type: "array", minItems: 1, maxItems: 200, items: versionSchema },
  },
} as const;
