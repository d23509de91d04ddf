import { EnergyError } from "../contract/error";
import type { Grid } from "./grid";
import type { PowerAndRegister } from "./ratio-watch";

/** What the register of a meter and its power say of the same time of one day. kWh. */
export interface Agreement {
  /** The day, by its beginning. */
  readonly day: number;
  readonly at: number;
  /** kW. */
  readonly power: number;
  readonly register: number;
  readonly byRegister: number;
  readonly byPower: number;
}

export interface Agreed {
  readonly agreement: Agreement;
  /** At the end of a day on which they differ. */
  readonly error?: EnergyError;
}

/** More than the accuracy of any meter, less than what a wrong transformer ratio makes. */
const tolerated = 0.1;
/** Rounding of the register at both ends, and what falls between the readings of a small load. kWh. */
const roundingKwh = 2;

/** Compares power and register day by day; undefined where this reading is not newer. */
export function compareWithPower(
  before: Agreement | undefined,
  meter: string,
  { at, power, register }: PowerAndRegister,
  days: Grid,
  maxGapMs: number,
): Agreed | undefined {
  if (before && at <= before.at) return undefined;
  const day = days.spanAt(at).from;
  const fresh: Agreement = { day, at, power, register, byRegister: 0, byPower: 0 };
  if (!before) return { agreement: fresh };
  const rise = register - before.register;
  const elapsed = at - before.at;
  const counts = rise >= 0 && elapsed <= maxGapMs;
  const mean = (Math.max(0, before.power) + Math.max(0, power)) / 2;
  const byRegister = before.byRegister + (counts ? rise : 0);
  const byPower = before.byPower + (counts ? (mean * elapsed) / 3_600_000 : 0);
  if (day === before.day) return { agreement: { ...fresh, byRegister, byPower } };
  const differs = Math.abs(byRegister - byPower) > tolerated * Math.max(byRegister, byPower) + roundingKwh;
  return { agreement: fresh, ...(differs && { error: deviation(meter, before.day, byRegister, byPower) }) };
}

function deviation(meter: string, day: number, byRegister: number, byPower: number): EnergyError {
  const kwh = (value: number): string => `${Math.round(value * 10) / 10} kWh`;
  return new EnergyError("REGISTER_DEVIATES", {
    meter,
    day: new Date(day).toISOString().slice(0, 10),
    register: "active_energy_import",
    byRegister: kwh(byRegister),
    byPower: kwh(byPower),
  });
}
