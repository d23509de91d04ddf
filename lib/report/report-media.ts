import { energyQuantities } from "../site/metered-energy";

/** What a report adds up, each by one quantity of a meter: the first of these that the meter counts. */
export const reportMedia = ["electricity", "feed-in", "reactive", "water", "gas", "heat"] as const;
export type ReportMedium = (typeof reportMedia)[number];

/** The media that have tables of their own; the others only appear beside electricity. */
export const listedMedia = ["electricity", "water", "gas", "heat"] as const satisfies readonly ReportMedium[];

interface MediumTerms {
  readonly quantities: readonly string[];
  /** As printed. */
  readonly unit: string;
  /** Canonical units in one of `unit`. */
  readonly divisor: number;
}

export const mediumTerms: Readonly<Record<ReportMedium, MediumTerms>> = {
  electricity: { quantities: energyQuantities, unit: "kWh", divisor: 1 },
  "feed-in": { quantities: ["active_energy_export"], unit: "kWh", divisor: 1 },
  reactive: { quantities: ["reactive_energy_import", "reactive_energy_total"], unit: "kvarh", divisor: 1 },
  water: { quantities: ["water_volume"], unit: "m³", divisor: 1000 },
  gas: { quantities: ["gas_volume"], unit: "m³", divisor: 1 },
  heat: { quantities: ["heat_energy"], unit: "kWh", divisor: 1 },
};
