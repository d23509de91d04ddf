/**
 * JSON Schemas (draft 2020-12 vocabulary that draft-07 validators understand too) of the messages in
 * `messages.ts`. The OpenAPI document is generated from these, and everything from outside passes them.
 */
import { alertCommandSchema, alertSchema, deliverySchema, notificationSchema } from "./alert-schemas";
import { checkAdvice, checkRules } from "./check-report";
import { costQuestions } from "./messages";
import { conditionSchema, idSchema, timeSchema, versionSchema } from "./schema-parts";

export { idSchema };

const quantityNameSchema = { type: "string", pattern: "^[a-z][a-z0-9_]{0,63}$" } as const;
const decimalSchema = { type: "string", pattern: "^-?\\d{1,18}(\\.\\d{1,12})?$" } as const;
const textSchema = { type: "string", maxLength: 500 } as const;

const head = { site: idSchema, meter: idSchema };
const period = { from: timeSchema, to: timeSchema };

const costLineSchema = {
  type: "object",
  required: ["component", "amountOf", "unit", "price", "amount"],
  additionalProperties: false,
  properties: {
    component: textSchema,
    period: textSchema,
    tier: textSchema,
    amountOf: decimalSchema,
    unit: { type: "string", maxLength: 20 },
    price: decimalSchema,
    amount: decimalSchema,
    reason: {
      type: "object",
      required: ["code"],
      maxProperties: 12,
      properties: { code: { type: "string", maxLength: 40 } },
      additionalProperties: { type: ["string", "number"], maxLength: 200 },
    },
  },
} as const;

const shareSchema = { type: "number", minimum: 0, maximum: 1 } as const;

const basisSchema = {
  type: "object",
  required: ["measured", "estimated", "missing"],
  additionalProperties: false,
  properties: { measured: shareSchema, estimated: shareSchema, missing: shareSchema },
} as const;

const costLinesSchema = { type: "array", maxItems: 10_000, items: costLineSchema } as const;
const currencySchema = { type: "string", pattern: "^[A-Z]{3}$" } as const;

export const readingSchema = {
  type: "object",
  required: ["kind", "site", "meter", "at", "values", "quality"],
  additionalProperties: false,
  properties: {
    kind: { const: "reading" },
    ...head,
    at: timeSchema,
    values: {
      type: "object",
      minProperties: 1,
      maxProperties: 256,
      propertyNames: quantityNameSchema,
      additionalProperties: { type: "number" },
    },
    quality: { enum: ["good", "uncertain", "bad"] },
    reason: textSchema,
    version: versionSchema,
  },
} as const;

export const intervalSchema = {
  type: "object",
  required: ["kind", "site", "meter", "quantity", "from", "to", "amount", "quality", "reasons", "version"],
  additionalProperties: false,
  properties: {
    kind: { const: "interval" },
    ...head,
    quantity: quantityNameSchema,
    ...period,
    amount: { type: "number" },
    quality: { enum: ["measured", "estimated", "missing"] },
    reasons: { type: "array", maxItems: 20, items: textSchema },
    version: versionSchema,
  },
} as const;

export const costSchema = {
  type: "object",
  required: ["kind", "site", "meter", "from", "to", "lines", "amount", "currency", "tariff", "version"],
  additionalProperties: false,
  properties: {
    kind: { const: "cost" },
    ...head,
    ...period,
    lines: costLinesSchema,
    amount: decimalSchema,
    currency: currencySchema,
    tariff: textSchema,
    version: versionSchema,
  },
} as const;

export const eventSchema = {
  type: "object",
  required: ["kind", "site", "meter", "at", "event"],
  maxProperties: 25,
  properties: {
    kind: { const: "event" },
    ...head,
    at: timeSchema,
    event: { enum: ["swap", "ratio", "rollover", "manual", "calibration", "correction"] },
  },
} as const;

const invoiceSchema = {
  type: "object",
  required: ["lines"],
  additionalProperties: false,
  properties: {
    lines: {
      type: "array",
      maxItems: 10_000,
      items: {
        type: "object",
        required: ["component", "amount"],
        additionalProperties: false,
        properties: {
          component: textSchema,
          period: textSchema,
          tier: textSchema,
          amountOf: decimalSchema,
          price: decimalSchema,
          amount: decimalSchema,
        },
      },
    },
    amount: decimalSchema,
  },
} as const;

export const querySchema = {
  type: "object",
  required: ["kind", "site", "from", "to"],
  additionalProperties: false,
  properties: {
    kind: { const: "query" },
    ...head,
    ...period,
    supply: idSchema,
    ask: { enum: costQuestions },
    tariffs: { type: "array", minItems: 1, maxItems: 200, items: idSchema },
    invoice: invoiceSchema,
  },
} as const;

export const billSchema = {
  type: "object",
  required: ["kind", "site", "from", "to", "lines", "amount", "currency", "version"],
  additionalProperties: false,
  properties: {
    kind: { const: "bill" },
    ...head,
    ...period,
    lines: costLinesSchema,
    amount: decimalSchema,
    currency: currencySchema,
    tariff: textSchema,
    basis: basisSchema,
    notes: {
      type: "array",
      maxItems: 1000,
      items: { type: "object", required: ["code"], additionalProperties: { type: "string" } },
    },
    provisional: { const: true },
    version: versionSchema,
    supply: idSchema,
    estimate: { type: "object" },
    comparison: { type: "object" },
    check: { type: "object" },
    postings: { type: "array", items: { type: "object" } },
    totals: { type: "array", items: { type: "object" } },
  },
} as const;

const evidenceSchema = {
  type: "object",
  required: ["what", "value", "unit"],
  additionalProperties: false,
  properties: {
    what: { type: "string", maxLength: 64 },
    value: { type: "number" },
    unit: { type: "string", maxLength: 20 },
  },
} as const;

export const findingSchema = {
  type: "object",
  required: ["rule", "verdict", "params", "evidence"],
  additionalProperties: false,
  properties: {
    rule: { enum: checkRules },
    verdict: { enum: ["pass", "fail", "doubtful", "not-checked"] },
    advice: { enum: checkAdvice },
    params: { type: "object", maxProperties: 20, additionalProperties: { type: ["string", "number"] } },
    evidence: { type: "array", maxItems: 300, items: evidenceSchema },
    text: { type: "string", maxLength: 2000 },
  },
} as const;

export const checkReportSchema = {
  type: "object",
  required: ["kind", "site", "meter", "profile", "from", "to", "verdict", "findings"],
  additionalProperties: false,
  properties: {
    kind: { const: "check" },
    ...head,
    profile: { type: "string", maxLength: 64 },
    ...period,
    verdict: { enum: ["pass", "fail", "doubtful"] },
    findings: { type: "array", maxItems: 100, items: findingSchema },
  },
} as const;

export const baselineSchema = {
  type: "object",
  required: ["kind", "site", "meter", "quantity", "from", "to"],
  additionalProperties: false,
  properties: {
    kind: { const: "baseline" },
    ...head,
    machine: idSchema,
    quantity: quantityNameSchema,
    ...period,
    night: { type: "object", maxProperties: 20 },
    use: { type: "object", maxProperties: 20 },
    model: { type: "object", maxProperties: 50 },
    savings: { type: "object", maxProperties: 20 },
  },
} as const;

export const messageSchemas = {
  reading: readingSchema,
  interval: intervalSchema,
  cost: costSchema,
  condition: conditionSchema,
  event: eventSchema,
  query: querySchema,
  bill: billSchema,
  alert: alertSchema,
  "alert-command": alertCommandSchema,
  notification: notificationSchema,
  delivery: deliverySchema,
  check: checkReportSchema,
  baseline: baselineSchema,
} as const;
