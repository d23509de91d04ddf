import { alertSchema } from "../contract/alert-schemas";
import { conditionSchema } from "../contract/schema-parts";

const time = { type: "string", format: "date-time" } as const;
const handled = {
  by: { type: "string", minLength: 1, maxLength: 100 },
  note: { type: "string", maxLength: 500 },
} as const;
const { acknowledged, shelved } = alertSchema.properties;

/** An alert with ISO 8601 times, and with what it says in the caller's language. */
export const alertViewSchema = {
  ...alertSchema,
  required: [...alertSchema.required, "text"],
  properties: {
    ...alertSchema.properties,
    condition: { ...conditionSchema, properties: { ...conditionSchema.properties, at: time, since: time } },
    at: time,
    raised: time,
    acknowledged: { ...acknowledged, properties: { ...acknowledged.properties, at: time } },
    shelved: { ...shelved, properties: { ...shelved.properties, at: time, until: time } },
    cleared: time,
    text: { type: "string" },
  },
} as const;

export const acknowledgeBodySchema = {
  type: "object",
  required: ["by"],
  additionalProperties: false,
  properties: handled,
} as const;

export const shelveBodySchema = {
  type: "object",
  required: ["by", "until"],
  additionalProperties: false,
  properties: {
    ...handled,
    until: { type: "string", maxLength: 40, description: "an ISO 8601 time such as 2026-01-05T08:00:00Z" },
  },
} as const;
