import { errorCodes } from "../contract/error";
import { intervalSchema, readingSchema } from "../contract/schemas";

/** What the HTTP interface answers: the messages of the contract with ISO 8601 times, and views of its own. */

const time = { type: "string", format: "date-time" } as const;
const timeOrNull = { type: ["string", "null"], format: "date-time" } as const;
const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
const count = { type: "integer", minimum: 0 } as const;

const closed = <P extends object>(properties: P) =>
  ({ type: "object", required: Object.keys(properties), additionalProperties: false, properties }) as const;

export const readingViewSchema = {
  ...readingSchema,
  properties: { ...readingSchema.properties, at: time },
} as const;

export const intervalViewSchema = {
  ...intervalSchema,
  required: [...intervalSchema.required, "unit"],
  properties: { ...intervalSchema.properties, from: time, to: time, unit: text },
} as const;

const values = { type: "object", additionalProperties: { type: "number" } } as const;

export const deviceSchema = closed({
  id: text,
  name: text,
  source: { enum: ["bus", "pulse", "device", "virtual"] },
  profile: textOrNull,
  bus: textOrNull,
  unitId: { type: ["integer", "null"] },
  machine: textOrNull,
  department: textOrNull,
  role: { enum: ["main", "sub"] },
  state: { enum: ["waiting", "online", "failing"] },
  lastSeen: timeOrNull,
  error: { type: ["object", "null"], properties: { code: { enum: errorCodes }, message: text } },
  quantities: {
    type: "array",
    items: closed({ name: text, unit: text, kind: { enum: ["gauge", "register", "identity"] }, obis: textOrNull }),
  },
  latest: {
    type: ["object", "null"],
    properties: { at: time, values, quality: { enum: ["good", "uncertain", "bad"] } },
  },
});

const number = { type: "number" } as const;
const ids = { type: "array", items: text } as const;

export const completenessSchema = closed({
  from: time,
  to: time,
  step: text,
  meters: {
    type: "array",
    items: closed({
      meter: text,
      name: text,
      role: { enum: ["main", "sub"] },
      state: { enum: ["waiting", "online", "failing"] },
      stale: { type: "boolean" },
      lastSeen: timeOrNull,
      quantities: {
        type: "array",
        items: closed({
          quantity: text,
          unit: text,
          measured: { type: "number", description: "Share of the time, 0 to 1." },
          estimated: { type: "number", description: "Share of the time, 0 to 1." },
          missing: { type: "number", description: "Share of the time, 0 to 1." },
          amount: { type: "number", description: "What is known of the consumption." },
        }),
      },
    }),
  },
  balances: {
    type: "array",
    description: "Meters upstream against the sum of the sub-meters below them.",
    items: closed({
      meters: ids,
      submeters: ids,
      quantity: text,
      unit: text,
      amount: number,
      submetered: number,
      difference: { type: "number", description: "What no sub-meter sees; negative where they see more." },
      differencePercent: { type: ["number", "null"] },
      complete: { type: "boolean", description: "False where time of one of the meters is missing." },
    }),
  },
});

const targetSchema = closed({ cursor: count, depth: count, oldestUndeliveredAt: timeOrNull, quarantined: count });

export const healthSchema = closed({
  status: { enum: ["ok", "degraded", "error"] },
  version: text,
  time,
  uptimeSeconds: count,
  problems: {
    type: "array",
    items: closed({
      code: { enum: errorCodes },
      message: text,
      node: text,
      subject: text,
      level: { enum: ["error", "warning"] },
      since: time,
    }),
  },
  meters: closed({ total: count, online: count, failing: count, waiting: count }),
  journal: {
    type: ["object", "null"],
    properties: {
      records: count,
      bytes: count,
      maxBytes: count,
      oldestAt: timeOrNull,
      dropped: count,
      outageHoursLeft: { type: ["number", "null"] },
    },
  },
  targets: { type: "object", additionalProperties: targetSchema },
});

export const problemSchema = {
  type: "object",
  required: ["type", "title", "status", "detail", "code"],
  properties: {
    type: text,
    title: text,
    status: { type: "integer" },
    detail: text,
    code: { enum: errorCodes },
    place: { ...text, description: "Of the mistake in what was sent in." },
  },
} as const;

export const openApiSchema = { type: "object", required: ["openapi", "info", "paths"] } as const;
