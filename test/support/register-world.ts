import type { MeterEvent, Reading } from "../../dist/lib/contract/messages.js";

export const faults = [
  "wrap",
  "reset",
  "low-glitch",
  "high-glitch",
  "gap",
  "swap",
  "clock",
  "standstill",
  "ratio",
  "vague-ratio",
] as const;
/** `ratio`: announced to the minute. `vague-ratio`: somebody noticed it later. */
export type Fault = (typeof faults)[number];

/** A reading as the meter gave it, and what its maker knows of it. */
export interface Told {
  readonly reading: Reading;
  /** When it was measured in truth; its own time may be wrong. */
  readonly measured: number;
  /** Does not show what the register had counted at its time. */
  readonly wrong?: true;
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A meter's readings for some hours, and the truth about them. Energies in millionths of a kWh. */
export interface World {
  readonly seed: number;
  readonly ratedPowerKw: number;
  /** The last digit of the register as energy, by its largest factor. */
  readonly digit: number;
  /** Where the register returns to 0, kWh. */
  readonly turnKwh: number;
  readonly told: readonly Told[];
  readonly events: readonly MeterEvent[];
  /** Energy at each time; linear between them. */
  readonly course: readonly { readonly at: number; readonly energy: number }[];
  /** Energy between the first and the last right reading. */
  readonly energy: number;
  /** The most of it that no reading can show, because a reset swallowed it. */
  readonly hidden: number;
  /** The most by which an amount that lies between two factors can differ. */
  readonly between: number;
  /** Here amounts can only be bounded, and every interval must say so. */
  readonly bounded: readonly Stretch[];
  /** Here the readings contradict each other: whoever is not right must say so. */
  readonly doubtful: readonly Stretch[];
  /** Here the readings look like something else that is quite possible: nobody can know better. */
  readonly deceptive: readonly Stretch[];
}

export const worldStart = Date.UTC(2026, 2, 10, 8, 0);

/** Energy from the beginning to a time. */
export function energyAt({ course }: World, at: number): number {
  const next = course.findIndex((point) => point.at >= at);
  const after = course[next] ?? course.at(-1);
  const before = course[next - 1];
  if (!after) return 0;
  if (!before || after.at <= at) return after.energy;
  return before.energy + ((after.energy - before.energy) * (at - before.at)) / (after.at - before.at);
}
