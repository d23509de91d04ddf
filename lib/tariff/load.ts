import type { IntervalQuality } from "../contract/messages";

/** What was used between two times (ms UTC, `to` exclusive), in the quantity's canonical unit. */
export interface LoadInterval {
  readonly from: number;
  readonly to: number;
  readonly amount: number;
  readonly quality: IntervalQuality;
}

/**
 * The load that a bill is made from: for each quantity (`active_energy_import`, `reactive_energy_import`, `water_volume` …)
 * its intervals in the order of time, without overlaps. They may be of any lengths; power is constant within each.
 */
export type Load = Readonly<Record<string, readonly LoadInterval[]>>;
