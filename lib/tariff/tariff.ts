/**
 * A tariff after parsing: names resolved, prices decimal. `tariff-schema.ts` is how people write it,
 * `docs/tariffs.md` what it means.
 */
import type { DayType } from "./day-type";
import type { Decimal } from "./decimal-number";
import type { DateRange } from "./season";

export interface Tariff {
  readonly id: string;
  readonly name: string;
  /** What is billed, e.g. `active_energy_import`, `gas_volume`. */
  readonly quantity: string;
  /** In which `quantity` is priced: kWh, MWh, m³, L. */
  readonly unit: string;
  /** Gas from m³ to kWh, ordered by date; empty where the unit is the meter's. */
  readonly conversions: readonly Conversion[];
  /** Ordered by date. */
  readonly versions: readonly TariffVersion[];
}

/** kWh = m³ × calorific value × state number, from a local date on. */
export interface Conversion {
  readonly from: string;
  readonly factor: Decimal;
}

/** What was agreed for some time; local dates, the last day included. */
export interface TariffVersion {
  readonly from: string;
  readonly to?: string;
  readonly seasons: Readonly<Record<string, readonly DateRange[]>>;
  readonly periods: Readonly<Record<string, Period>>;
  /** Own holidays instead of the site's. */
  readonly holidays?: ReadonlySet<string>;
  readonly rounding: Rounding;
  readonly components: readonly Component[];
}

/** Hours with one price: their windows, or all hours that no other period of the component covers. */
export type Period = readonly HourWindow[] | "rest";

export interface HourWindow {
  /** Days on which it begins. */
  readonly seasons?: readonly string[];
  readonly days: readonly DayType[];
  /** Minutes of the local day, 0 … 1440. Where `to` is not after `from` it is one of the next day. */
  readonly from: number;
  readonly to: number;
}

export interface Rounding {
  /** Places of a line's amount. */
  readonly decimals: number;
  readonly mode: RoundingMode;
}
export const roundingModes = ["half-away", "half-even", "down", "up"] as const;
export type RoundingMode = (typeof roundingModes)[number];

/** What one unit costs: a number, or a price that changes with time. */
export type Rate = FixedRate | SeriesRate;
export interface FixedRate {
  readonly kind: "fixed";
  readonly price: Decimal;
}
/** price = series × factor + add, within its limits. */
export interface SeriesRate {
  readonly kind: "series";
  readonly series: string;
  readonly factor: Decimal;
  readonly add: Decimal;
  readonly atLeast?: Decimal;
  readonly atMost?: Decimal;
  /** `month`: the mean of the month's prices over its time, instead of each at its time. */
  readonly mean?: "month";
}

/** Up to a limit (the last has none) one rate. */
export interface Tier {
  readonly upTo?: Decimal;
  readonly rate: Rate;
}

/** The price of a period, a season, or (without a key) of all time. One tier where it has no steps. */
export interface KeyedPrice {
  readonly key?: string;
  readonly tiers: readonly Tier[];
}

interface ComponentHead {
  /** Names the bill's line. */
  readonly id: string;
  /** Rounding of this component's lines. */
  readonly rounding: Rounding;
}

/** So much for each kWh (m³, L …). `levy`: one that is added after the minimum bill. `export`: its amounts are credits. */
export interface EnergyComponent extends ComponentHead {
  readonly kind: "energy" | "export" | "levy";
  readonly quantity: string;
  readonly unit: string;
  readonly prices: readonly KeyedPrice[];
  /** What a tier's `upTo` is counted for: the month, each of its days, or each billed kW of the demand component `kwOf`. */
  readonly upToPer: "month" | "day" | "kW";
  readonly kwOf?: string;
  /** Whether use counts towards the tiers in all periods together, or in each for itself. */
  readonly count: "component" | "period";
}

export type Peak =
  | { readonly kind: "highest" }
  | { readonly kind: "mean"; readonly n: number; readonly of: "windows" | "days" }
  /** Local times at which the named windows begin, `2026-07-15T17:00`. */
  | { readonly kind: "coincident"; readonly at: readonly string[] };

export interface Ratchet {
  readonly share: Decimal;
  /** How many months back, or which months (1 … 12) of the eleven before. */
  readonly months: number | readonly number[];
}

/** So much for each kW (kvar, kVA) of the month's peak. */
export interface DemandComponent extends ComponentHead {
  readonly kind: "demand";
  readonly quantity: string;
  readonly unit: string;
  /** Length of a demand window. */
  readonly minutes: number;
  readonly power: "active" | "reactive" | "apparent";
  /** The greater of the active and this share of the apparent power counts. */
  readonly apparentShare?: Decimal;
  readonly prices: readonly KeyedPrice[];
  readonly per: "day" | "month" | "year";
  /** `year`: the highest since January, settled with what the months before were charged. */
  readonly peakOf: "month" | "year";
  readonly peak: Peak;
  readonly ratchet?: Ratchet;
  /** At least so many are billed. */
  readonly minimum?: Decimal;
  /** Only what exceeds this is billed. */
  readonly above?: Decimal;
  /** Of reactive power: only what exceeds this share of the active peak is billed. */
  readonly aboveShare?: Decimal;
  /** Places to which the billed power is rounded. */
  readonly quantityDecimals?: number;
}

/** So much for each contracted kVA, kW or A. */
export interface CapacityComponent extends ComponentHead {
  readonly kind: "capacity";
  readonly contracted: Decimal;
  readonly unit: string;
  readonly price: Decimal;
  readonly per: TimeUnit;
}
export type TimeUnit = "day" | "month" | "year";

export interface FixedComponent extends ComponentHead {
  readonly kind: "fixed";
  readonly price: Decimal;
  readonly per: TimeUnit;
}

/** Reactive energy above `share` of the active: kvarh over the month's sums, or those of a period. */
export interface ReactiveComponent extends ComponentHead {
  readonly kind: "reactive";
  readonly quantity: string;
  readonly active: string;
  readonly share: Decimal;
  readonly price: Decimal;
  readonly period?: string;
}

/** `percent` of the named lines for each whole 0.01 by which the month's power factor falls below the reference. */
export interface PowerFactorComponent extends ComponentHead {
  readonly kind: "power-factor";
  readonly quantity: string;
  readonly active: string;
  readonly reference: Decimal;
  readonly percent: Decimal;
  readonly on: readonly string[];
}

/** A percentage of the named lines (absent: all before it). A tax is added after the minimum bill, a surcharge before. */
export interface PercentComponent extends ComponentHead {
  readonly kind: "surcharge" | "tax";
  readonly percent: Decimal;
  readonly on?: readonly string[];
}

/** The lines before taxes are topped up to this. */
export interface MinimumComponent extends ComponentHead {
  readonly kind: "minimum";
  readonly amount: Decimal;
  readonly per: "day" | "month";
}

export type Component =
  | EnergyComponent
  | DemandComponent
  | CapacityComponent
  | FixedComponent
  | ReactiveComponent
  | PowerFactorComponent
  | PercentComponent
  | MinimumComponent;
