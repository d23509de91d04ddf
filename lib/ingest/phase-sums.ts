import type { Reading } from "../contract/messages";
import { decimal } from "../metering/decimal";

/** Quantities whose total is by definition the sum of the phases. */
const summed = ["active_power", "reactive_power", "active_energy_import", "active_energy_export"] as const;

/** Adds the totals that a three-phase device leaves to others; only where all three phases are there. */
export function withPhaseSums(reading: Reading): Reading {
  const { values } = reading;
  const totals: Record<string, number> = {};
  for (const name of summed) {
    const [l1, l2, l3] = [values[`${name}_l1`], values[`${name}_l2`], values[`${name}_l3`]];
    if (values[name] === undefined && l1 !== undefined && l2 !== undefined && l3 !== undefined) {
      totals[name] = decimal(l1 + l2 + l3);
    }
  }
  return Object.keys(totals).length === 0 ? reading : { ...reading, values: { ...values, ...totals } };
}
