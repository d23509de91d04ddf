import type { Reading } from "../contract/messages";
import { decimal } from "../metering/decimal";

/** Quantities whose total is by definition the sum of the phases. */
const sums = ["active_power", "reactive_power", "active_energy_import", "active_energy_export"].map((total) => ({
  total,
  phases: [`${total}_l1`, `${total}_l2`, `${total}_l3`],
}));

/** Adds the totals that a three-phase device leaves to others; only where all three phases are there. */
export function withPhaseSums(reading: Reading): Reading {
  const { values } = reading;
  const totals: Record<string, number> = {};
  for (const { total, phases } of sums) {
    if (values[total] !== undefined || !phases.every((phase) => values[phase] !== undefined)) continue;
    totals[total] = decimal(phases.reduce((sum, phase) => sum + (values[phase] ?? 0), 0));
  }
  return Object.keys(totals).length === 0 ? reading : { ...reading, values: { ...values, ...totals } };
}
