import { quantityNamed } from "../metering/quantities";

/**
 * Seconds between readings, by quantity or by what they are: `gauges`, `registers`, `identity`. What is not
 * named here is read at the meter's interval, its identity once a day.
 */
export type Cadence = Readonly<Record<string, number>>;

const kinds = { gauge: "gauges", register: "registers", identity: "identity" } as const;
const dayMs = 86_400_000;

/** How often a quantity is read, ms: a whole multiple of the meter's interval. Throws QUANTITY_UNKNOWN. */
export function cadenceMs(quantity: string, intervalMs: number, cadence: Cadence = {}): number {
  const { kind } = quantityNamed(quantity);
  const seconds = cadence[quantity] ?? cadence[kinds[kind]];
  const wished = seconds !== undefined ? seconds * 1000 : kind === "identity" ? dayMs : intervalMs;
  return Math.max(1, Math.round(wished / intervalMs)) * intervalMs;
}
