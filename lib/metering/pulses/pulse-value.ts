import { EnergyError } from "../../contract/error";
import { ratioBetween } from "../units";
import { type Fraction, fraction, fractionOf, inverse, times } from "./fraction";

export const pulseMedia = ["electricity", "water", "gas"] as const;
export type PulseMedium = (typeof pulseMedia)[number];

/** The register and the gauge that a pulse output gives. */
interface MediumQuantities {
  readonly register: string;
  readonly gauge: string;
  /** Canonical unit of the register. */
  readonly unit: string;
  /** In ms: what the gauge's unit counts the register's unit by (L/min by a minute, kW by an hour). */
  readonly per: number;
}

const minute = 60_000;
const hour = 60 * minute;

export const pulseQuantities: Readonly<Record<PulseMedium, MediumQuantities>> = {
  electricity: { register: "active_energy_import", gauge: "active_power", unit: "kWh", per: hour },
  water: { register: "water_volume", gauge: "water_flow", unit: "L", per: minute },
  gas: { register: "gas_volume", gauge: "gas_flow", unit: "m³", per: minute },
};

/** Units in which a meter's plate gives its pulses. */
export const pulseUnits = ["Wh", "kWh", "MWh", "L", "m³"] as const;
export type PulseUnit = (typeof pulseUnits)[number];

/** As it stands on the meter: `1000 imp/kWh` or `10 L/imp`. */
export interface PulsePlate {
  readonly medium: PulseMedium;
  readonly unit: PulseUnit;
  readonly pulsesPerUnit?: number;
  readonly unitPerPulse?: number;
}

/** What one unit of the plate is in the canonical unit of its medium. Throws CONFIG_INVALID where it does not fit. */
export function unitValue({ medium, unit }: Pick<PulsePlate, "medium" | "unit">): Fraction {
  try {
    const { numerator, denominator } = ratioBetween(unit, pulseQuantities[medium].unit);
    return fraction(BigInt(numerator), BigInt(denominator));
  } catch (cause) {
    const detail = `${medium} is not measured in ${unit}`;
    throw new EnergyError("CONFIG_INVALID", { place: "unit", detail }, { cause });
  }
}

/** What one pulse is worth in the canonical unit of its medium. Throws CONFIG_INVALID. */
export function pulseValue(plate: PulsePlate): Fraction {
  const { pulsesPerUnit, unitPerPulse } = plate;
  if ((pulsesPerUnit === undefined) === (unitPerPulse === undefined)) {
    const detail = "give either pulsesPerUnit or unitPerPulse";
    throw new EnergyError("CONFIG_INVALID", { place: "pulsesPerUnit", detail });
  }
  const units = unitPerPulse === undefined ? inverse(fractionOf(pulsesPerUnit ?? 0)) : fractionOf(unitPerPulse);
  return times(units, unitValue(plate));
}
