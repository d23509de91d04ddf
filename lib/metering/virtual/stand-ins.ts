import type { Interval } from "../../contract/messages";
import type { LinearForm } from "./linear-form";

/** What consumption is called, and the register that stands for it in meters that do not tell import from export. */
export const consumption = "active_energy_import";
export const total = "active_energy_total";

/**
 * Of the meters that count only a total, those whose total stands for the import that another part of their expression has. All
 * such parts of one expression do, or none: they measure the same.
 */
export function standInsOf(forms: readonly LinearForm[], onlyTotal: ReadonlySet<string>): ReadonlySet<string> {
  const standIns = new Set<string>();
  for (let before = -1; before < standIns.size; ) {
    before = standIns.size;
    for (const form of forms) {
      const parts = [...form.keys()];
      if (parts.every((part) => onlyTotal.has(part) && !standIns.has(part))) continue;
      for (const part of parts) if (onlyTotal.has(part)) standIns.add(part);
    }
  }
  return standIns;
}

/** An interval under the name by which it is counted. */
export function asCounted(standIns: ReadonlySet<string>, interval: Interval): Interval {
  return interval.quantity === total && standIns.has(interval.meter)
    ? { ...interval, quantity: consumption }
    : interval;
}
