/** The parts of an OpenEI Utility Rate Database document that a bill can be made from; others are listed by name. */
const numberSchema = { type: "number" } as const;
const tierSchema = {
  type: "object",
  properties: {
    max: numberSchema,
    rate: numberSchema,
    adj: numberSchema,
    sell: numberSchema,
    unit: { type: "string", maxLength: 20 },
  },
} as const;
const structureSchema = {
  type: "array",
  minItems: 1,
  maxItems: 100,
  items: { type: "array", minItems: 1, maxItems: 50, items: tierSchema },
} as const;
const scheduleSchema = {
  type: "array",
  minItems: 12,
  maxItems: 12,
  items: { type: "array", minItems: 24, maxItems: 24, items: { type: "number", minimum: 0, maximum: 99 } },
} as const;
const monthsSchema = { type: "array", minItems: 12, maxItems: 12, items: { type: ["number", "boolean"] } } as const;

export const urdbSchema = {
  type: "object",
  properties: {
    label: { type: "string", maxLength: 100 },
    name: { type: "string", maxLength: 1000 },
    utility: { type: "string", maxLength: 1000 },
    startdate: numberSchema,
    enddate: numberSchema,
    energyratestructure: structureSchema,
    energyweekdayschedule: scheduleSchema,
    energyweekendschedule: scheduleSchema,
    demandratestructure: structureSchema,
    demandweekdayschedule: scheduleSchema,
    demandweekendschedule: scheduleSchema,
    demandrateunit: { type: "string", maxLength: 20 },
    demandwindow: numberSchema,
    flatdemandstructure: structureSchema,
    flatdemandmonths: monthsSchema,
    flatdemandunit: { type: "string", maxLength: 20 },
    coincidentratestructure: structureSchema,
    coincidentrateschedule: scheduleSchema,
    coincidentrateunit: { type: "string", maxLength: 20 },
    lookbackmonths: monthsSchema,
    lookbackrange: numberSchema,
    lookbackpercent: numberSchema,
    demandratchetpercentage: monthsSchema,
    fixedmonthlycharge: numberSchema,
    fixedchargefirstmeter: numberSchema,
    fixedchargeunits: { type: "string", maxLength: 20 },
    minmonthlycharge: numberSchema,
    mincharge: numberSchema,
    minchargeunits: { type: "string", maxLength: 20 },
    annualmincharge: numberSchema,
    fueladjustmentsmonthly: { ...monthsSchema, items: numberSchema },
  },
} as const;

interface UrdbTier {
  readonly max?: number;
  readonly rate?: number;
  readonly adj?: number;
  readonly sell?: number;
  readonly unit?: string;
}
export type UrdbTiers = readonly UrdbTier[];
/** For each month its 24 hours, each the number of a rate. */
export type UrdbSchedule = readonly (readonly number[])[];

/** Names in lower case: the database and programs that use it write some of them differently. */
export interface UrdbRate {
  readonly label?: string;
  readonly name?: string;
  readonly utility?: string;
  readonly startdate?: number;
  readonly enddate?: number;
  readonly energyratestructure?: readonly UrdbTiers[];
  readonly energyweekdayschedule?: UrdbSchedule;
  readonly energyweekendschedule?: UrdbSchedule;
  readonly demandratestructure?: readonly UrdbTiers[];
  readonly demandweekdayschedule?: UrdbSchedule;
  readonly demandweekendschedule?: UrdbSchedule;
  readonly demandrateunit?: string;
  readonly demandwindow?: number;
  readonly flatdemandstructure?: readonly UrdbTiers[];
  readonly flatdemandmonths?: readonly number[];
  readonly flatdemandunit?: string;
  readonly coincidentratestructure?: readonly UrdbTiers[];
  readonly coincidentrateschedule?: UrdbSchedule;
  readonly coincidentrateunit?: string;
  readonly lookbackmonths?: readonly (number | boolean)[];
  readonly lookbackrange?: number;
  readonly lookbackpercent?: number;
  readonly demandratchetpercentage?: readonly number[];
  readonly fixedmonthlycharge?: number;
  readonly fixedchargefirstmeter?: number;
  readonly fixedchargeunits?: string;
  readonly minmonthlycharge?: number;
  readonly mincharge?: number;
  readonly minchargeunits?: string;
  readonly annualmincharge?: number;
  readonly fueladjustmentsmonthly?: readonly number[];
}

/** About the rate, without a part in the bill. */
export const urdbInformation: ReadonlySet<string> = new Set([
  ...["label", "uri", "name", "utility", "eiaid", "sector", "servicetype", "country", "source", "sourceparent"],
  ...["startdate", "enddate", "approved", "revisions", "supersedes", "is_default", "latest_update", "rate_type"],
  ...["demandunits", "voltagecategory", "phasewiring", "voltageminimum", "voltagemaximum"],
  ...["peakkwcapacitymin", "peakkwcapacitymax", "peakkwcapacityhistory", "peakkwhusagemin", "peakkwhusagemax"],
  ...["peakkwhusagehistory", "energyattrs", "demandattrs", "fixedattrs", "energytouunit", "demandtouunit"],
]);

/** For what the limits of the tiers are counted. */
export const urdbLimits: Readonly<Record<string, "month" | "day" | "kW">> = {
  kWh: "month",
  "kWh daily": "day",
  "kWh/kW": "kW",
};
