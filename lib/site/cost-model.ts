import { idSchema } from "../contract/schemas";
import type { Tariff } from "../tariff/tariff";

/** What costs are made from. */
export interface CostModel {
  readonly tariffs: readonly Tariff[];
  readonly prices: readonly PriceSeries[];
  readonly costCentres: readonly CostCentre[];
  readonly supplies: readonly Supply[];
  readonly allocations: readonly Allocation[];
}

export const noCosts: CostModel = {
  tariffs: [],

  prices: [],
  costCentres: [],
  supplies: [],
  allocations: [],
};

/** Whom costs are charged to. */
export interface CostCentre {
  readonly id: string;
  readonly name: string;
  /** Centre that includes this one. */
  readonly parent?: string;
  /** Keys by which fixed costs can be divided: floor area m², people, hours a month. */
  readonly area?: number;
  readonly headcount?: number;
  readonly hours?: number;
}

/** By what the costs that no kilowatt-hour causes are divided among the cost centres. */
export const allocationKeys = ["energy", "area", "headcount", "hours", "equal"] as const;
export type AllocationKey = (typeof allocationKeys)[number];

/** A contract: what flows through one meter is billed by one tariff. */
export interface Supply {
  readonly id: string;
  readonly name: string;
  /** The metering point; a virtual meter where there are several. */
  readonly meter: string;
  readonly tariff: string;
  readonly fixedBy: AllocationKey;
  readonly demandBy: AllocationKey;
}

/** Who bears what a meter, a machine or a department uses, from a local date on. */
export interface Allocation {
  readonly id: string;
  readonly of: { readonly kind: "meter" | "machine" | "department"; readonly id: string };
  /** `2026-01-01`; from the beginning where absent. */
  readonly from?: string;
  /** Per cent by cost centre; together at most 100. */
  readonly shares: Readonly<Record<string, number>>;
}

/** Prices that come as readings: the meter's id is the series' name in tariffs. */
export interface PriceSeries {
  readonly id: string;
  readonly name: string;
  /** How long each price holds. */
  readonly minutes: number;
}

const nameSchema = { type: "string", minLength: 1, maxLength: 100 } as const;
const positive = { type: "number", exclusiveMinimum: 0, maximum: 1e9 } as const;

export const costCentreSchema = {
  type: "object",
  required: ["id"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    name: nameSchema,
    parent: idSchema,
    area: positive,
    headcount: positive,
    hours: positive,
  },
} as const;

export const supplySchema = {
  type: "object",
  required: ["id", "meter", "tariff"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    name: nameSchema,
    meter: idSchema,
    tariff: idSchema,
    fixedBy: { enum: allocationKeys },
    demandBy: { enum: allocationKeys },
  },
} as const;

export const allocationSchema = {
  type: "object",
  required: ["shares"],
  additionalProperties: false,
  properties: {
    id: idSchema,
    meter: idSchema,
    machine: idSchema,
    department: idSchema,
    from: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "a date such as 2026-01-01" },
    shares: {
      type: "object",
      minProperties: 1,
      maxProperties: 1000,
      propertyNames: idSchema,
      additionalProperties: { type: "number", minimum: 0, maximum: 100 },
    },
  },
} as const;

export const priceSeriesSchema = {
  type: "object",
  required: ["id"],
  additionalProperties: false,
  properties: { id: idSchema, name: nameSchema, minutes: { enum: [15, 30, 60] } },
} as const;
