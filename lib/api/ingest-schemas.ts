import { errorCodes } from "../contract/error";
import { readingSchema } from "../contract/schemas";

/** What `POST /api/readings` takes and answers. */

const id = { type: "string", minLength: 1, maxLength: 128, description: "Id of a meter, or of its device." } as const;
const time = {
  oneOf: [{ type: "string", format: "date-time" }, { type: "number" }],
  description: "ISO 8601, or seconds or milliseconds since the epoch; the time of arrival when absent.",
} as const;
const text = { type: "string" } as const;
const count = { type: "integer", minimum: 0 } as const;

const readingIn = {
  type: "object",
  required: ["deviceId", "values"],
  properties: {
    deviceId: id,
    at: time,
    values: { ...readingSchema.properties.values, description: "By quantity, in its canonical unit." },
    quality: readingSchema.properties.quality,
    reason: readingSchema.properties.reason,
  },
} as const;

const deviceForm = {
  type: "object",
  required: ["deviceId"],
  description: "As microcontrollers send it.",
  properties: {
    deviceId: id,
    voltage: { type: "number", description: "V" },
    current: { type: "number", description: "A" },
    power: { type: "number", description: "W" },
    energy: { type: "number", description: "kWh" },
    timestamp: time,
  },
} as const;

const one = { anyOf: [readingIn, deviceForm] } as const;

export const readingsInSchema = {
  oneOf: [one, { type: "array", minItems: 1, maxItems: 1000, items: one }],
} as const;

export const acceptedSchema = {
  type: "object",
  required: ["accepted", "repeated"],
  additionalProperties: false,
  properties: {
    accepted: { ...count, description: "Readings that are stored now." },
    repeated: { ...count, description: "Of these, the ones that had been stored before." },
  },
} as const;

/** Added to the problem where some or all readings could not be taken. */
export const failuresSchema = {
  type: "object",
  required: ["type", "title", "status", "detail", "code", "accepted", "repeated", "failures"],
  properties: {
    type: text,
    title: text,
    status: { type: "integer" },
    detail: text,
    code: { enum: errorCodes },
    ...acceptedSchema.properties,
    failures: {
      type: "array",
      items: {
        type: "object",
        required: ["index", "code", "detail"],
        properties: { index: count, code: { enum: errorCodes }, detail: text },
      },
    },
  },
} as const;
