import type { Profile } from "../acquire/profile";
import type { Evidence } from "../contract/check-report";
import type { Reading } from "../contract/messages";
import type { Calibrations } from "../metering/calibration";
import { quantities } from "../metering/quantities";
import { resolutionOf, timesOf } from "./resolution";

export type Values = Reading["values"];

/** A value calculated from one reading; undefined where the meter does not show what it needs. */
export type Derived = (values: Values) => number | undefined;

const phaseNames = ["l1", "l2", "l3"] as const;
export type Phase = (typeof phaseNames)[number];

/**
 * One meter's readings over the time of a check. What is derived is derived reading by reading, because the
 * values of one reading belong together, and then the median is taken, because loads jump.
 */
export class Observation {
  readonly readings: readonly Reading[];
  readonly profile: Profile;
  /** Phases of which voltage and current are known. */
  readonly phases: readonly Phase[];

  readonly #calibrations: Calibrations | undefined;

  /** At least one reading, by time, each with the meter's calibrations already in it. */
  constructor(readings: readonly Reading[], profile: Profile, calibrations?: Calibrations) {
    this.#calibrations = calibrations;
    this.readings = readings;
    this.profile = profile;
    this.phases = phaseNames.filter((phase) => this.shows(`voltage_${phase}`) && this.shows(`current_${phase}`));
  }

  get seconds(): number {
    return ((this.readings.at(-1)?.at ?? 0) - (this.readings[0]?.at ?? 0)) / 1000;
  }

  shows(quantity: string): boolean {
    return this.readings.some(({ values }) => values[quantity] !== undefined);
  }

  /** The values of all readings that have it. */
  series(derived: string | Derived): number[] {
    const of: Derived = typeof derived === "string" ? (values) => values[derived] : derived;
    return this.readings.map(({ values }) => of(values)).filter((value) => value !== undefined);
  }

  median(derived: string | Derived): number | undefined {
    const sorted = this.series(derived).sort((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
    return low === undefined || high === undefined ? undefined : (low + high) / 2;
  }

  /** The smallest difference that the meter can show of it; 0 where it does not show it. */
  resolution(quantity: string): number {
    const register = this.profile.registers.find((candidate) => candidate.quantity === quantity);
    const [reading] = this.readings;
    if (!register || !reading) return 0;
    return resolutionOf(register, this.median(quantity) ?? 0, timesOf(quantity, reading, this.#calibrations));
  }

  /** The medians of these quantities, as far as the meter shows them. */
  evidence(names: readonly string[]): Evidence[] {
    return names.flatMap((what) => {
      const value = this.median(what);
      return value === undefined ? [] : [{ what, value: rounded(value), unit: quantities.get(what)?.unit ?? "" }];
    });
  }
}

/** To five digits: what a meter shows, not what floats make of it. */
export const rounded = (value: number): number => Number(value.toPrecision(5));

/** Net active power, kW, positive where it is consumed: as one value, or as import and export. `suffix`: "" or a phase. */
export function activePower(values: Values, suffix: Phase | ""): number | undefined {
  if (suffix !== "") return values[`active_power_${suffix}`];
  const { active_power, active_power_import, active_power_export = 0 } = values;
  return active_power ?? (active_power_import === undefined ? undefined : active_power_import - active_power_export);
}

/** Voltage times current, kVA. */
export function apparentOf(values: Values, phase: Phase): number | undefined {
  const [volts, amperes] = [values[`voltage_${phase}`], values[`current_${phase}`]];
  return volts === undefined || amperes === undefined ? undefined : Math.abs(volts * amperes) / 1000;
}

/** "L1, L3" */
export const phaseList = (phases: readonly Phase[]): string => phases.map((phase) => phase.toUpperCase()).join(", ");

/** The quantity of each of these phases. */
export const each = (base: string, phases: readonly Phase[]): string[] => phases.map((phase) => `${base}_${phase}`);
