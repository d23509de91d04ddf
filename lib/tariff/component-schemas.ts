import { idSchema } from "../contract/schemas";
import { monthNames } from "./season";
import { roundingModes } from "./tariff";

export const decimalSchema = {
  type: ["number", "string"],
  pattern: "^-?\\d{1,12}(\\.\\d{1,18})?$",
  minimum: -1e12,
  maximum: 1e12,
  description: 'a decimal number such as 0.2145 or "0.2145"',
} as const;

/** A price that follows a series of prices. */
const seriesSchema = {
  type: "object",
  required: ["series"],
  additionalProperties: false,
  properties: {
    series: idSchema,
    factor: decimalSchema,
    add: decimalSchema,
    atLeast: decimalSchema,
    atMost: decimalSchema,
    mean: { enum: ["month"] },
  },
} as const;

const tiersSchema = {
  type: "array",
  minItems: 1,
  maxItems: 50,
  items: {
    type: "object",
    required: ["price"],
    additionalProperties: false,
    properties: { upTo: decimalSchema, price: { type: ["number", "string", "object"] } },
  },
} as const;

export const dateSchema = {
  type: "string",
  pattern: "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",
  description: "a date such as 2026-12-25",
} as const;

/** A number, a series, or tiers; which of them is told apart when it is parsed, for better texts. */
const priceSchema = { type: ["number", "string", "object", "array"], maxItems: 50 } as const;
const pricesSchema = {
  type: "object",
  minProperties: 1,
  maxProperties: 100,
  additionalProperties: priceSchema,
} as const;

const quantitySchema = { type: "string", pattern: "^[a-z][a-z0-9_]{0,63}$", description: "the name of a quantity" };
const unitSchema = { type: "string", minLength: 1, maxLength: 10 } as const;
const onSchema = { type: "array", minItems: 1, maxItems: 100, uniqueItems: true, items: idSchema } as const;
const timeUnitSchema = { enum: ["day", "month", "year"] } as const;
export const roundingSchema = {
  type: "object",
  additionalProperties: false,
  properties: { decimals: { type: "integer", minimum: 0, maximum: 6 }, mode: { enum: roundingModes } },
} as const;

const componentSchema = <P extends object>(kind: string, required: readonly string[], properties: P) => ({
  type: "object",
  required: ["id", "kind", ...required],
  additionalProperties: false,
  properties: { id: idSchema, kind: { const: kind }, rounding: roundingSchema, ...properties },
});

const energyProperties = {
  quantity: quantitySchema,
  unit: unitSchema,
  price: priceSchema,
  prices: pricesSchema,
  upToPer: { enum: ["month", "day", "kW"] },
  kwOf: idSchema,
  count: { enum: ["component", "period"] },
} as const;

const peakSchema = {
  type: "object",
  required: ["mean"],
  additionalProperties: false,
  properties: { mean: { type: "integer", minimum: 1, maximum: 100 }, of: { enum: ["windows", "days"] } },
} as const;

const coincidentSchema = {
  type: "array",
  minItems: 1,
  maxItems: 5000,
  items: {
    type: "string",
    pattern: "^\\d{4}-\\d{2}-\\d{2}T([01]\\d|2[0-3]):[0-5]\\d$",
    description: "a local time such as 2026-07-15T17:00",
  },
} as const;

const ratchetSchema = {
  type: "object",
  required: ["share", "months"],
  additionalProperties: false,
  properties: { share: decimalSchema, months: { type: ["integer", "string", "array"] } },
} as const;

export const ratchetMonthsSchema = {
  anyOf: [
    { type: "integer", minimum: 1, maximum: 60 },
    { const: "all" },
    { type: "array", minItems: 1, maxItems: 12, uniqueItems: true, items: { enum: monthNames } },
  ],
} as const;

/** One schema for each kind of component. */
export const componentSchemas: Readonly<Record<string, object>> = {
  energy: componentSchema("energy", [], energyProperties),
  export: componentSchema("export", [], energyProperties),
  levy: componentSchema("levy", [], energyProperties),
  demand: componentSchema("demand", [], {
    quantity: quantitySchema,
    minutes: { enum: [5, 10, 15, 20, 30, 60] },
    power: { enum: ["active", "reactive", "apparent"] },
    apparentShare: decimalSchema,
    price: priceSchema,
    prices: pricesSchema,
    per: timeUnitSchema,
    peakOf: { enum: ["month", "year"] },
    peak: peakSchema,
    coincident: coincidentSchema,
    ratchet: ratchetSchema,
    minimum: decimalSchema,
    above: decimalSchema,
    aboveShare: decimalSchema,
    quantityDecimals: { type: "integer", minimum: 0, maximum: 6 },
  }),
  capacity: componentSchema("capacity", ["contracted", "price"], {
    contracted: decimalSchema,
    unit: { enum: ["kVA", "kW", "A"] },
    price: decimalSchema,
    per: timeUnitSchema,
  }),
  fixed: componentSchema("fixed", ["price"], { price: decimalSchema, per: timeUnitSchema }),
  reactive: componentSchema("reactive", ["share", "price"], {
    quantity: quantitySchema,
    active: quantitySchema,
    share: decimalSchema,
    price: decimalSchema,
    period: idSchema,
  }),
  "power-factor": componentSchema("power-factor", ["reference", "percent", "on"], {
    quantity: quantitySchema,
    active: quantitySchema,
    reference: decimalSchema,
    percent: decimalSchema,
    on: onSchema,
  }),
  surcharge: componentSchema("surcharge", ["percent"], { percent: decimalSchema, on: onSchema }),
  tax: componentSchema("tax", ["percent"], { percent: decimalSchema, on: onSchema }),
  minimum: componentSchema("minimum", ["amount"], { amount: decimalSchema, per: { enum: ["day", "month"] } }),
};

export { seriesSchema, tiersSchema };
