import { costOf, planBlocks } from "./block-plan";
import { type LineCost, lineCost } from "./line-cost";
import type { MeterPoint } from "./meter-point";
import type { Profile } from "./profile";
import { readGroups } from "./read-groups";

/** What the meters of a bus ask of it. */
export interface BusLoad {
  readonly meters: number;
  /** One reading of everything, of all meters one after the other, ms. */
  readonly cycleMs: number;
  /** The share of its time that the bus is busy, with every value at its cadence. */
  readonly share: number;
  /** Whether every wished interval can be kept. */
  readonly fits: boolean;
}

/** Above this, the smallest disturbance makes readings late. */
const highestShare = 0.95;

/** The load of one bus, estimated before anything is read. Throws CONFIG_INVALID and PROFILE_INVALID. */
export function busLoad(meters: readonly { readonly point: MeterPoint; readonly profile: Profile }[]): BusLoad {
  let cycleMs = 0;
  let share = 0;
  for (const { point, profile } of meters) {
    const parts = costsOf(point, profile);
    cycleMs += parts.at(-1)?.costMs ?? 0;
    // What each slower group costs beyond the ones it is read with.
    parts.forEach(({ cadenceMs, costMs }, n) => {
      share += (costMs - (parts[n - 1]?.costMs ?? 0)) / cadenceMs;
    });
  }
  const bus = meters[0]?.point.bus;
  // A line behind a gateway does one thing at a time, however many requests wait there.
  const atOnce = bus?.transport === "tcp" && !bus.line ? bus.parallel : 1;
  share /= atOnce;
  return { meters: meters.length, cycleMs: cycleMs / atOnce, share, fits: share <= highestShare };
}

/** What a reading costs whose slowest group is this one, quickest first. */
function costsOf(point: MeterPoint, profile: Profile): { cadenceMs: number; costMs: number }[] {
  const cost: LineCost = lineCost(point.bus, profile.serial);
  const groups = readGroups(point, profile);
  return groups.map(({ cadenceMs }, n) => {
    const registers = groups.slice(0, n + 1).flatMap((group) => group.registers);
    return { cadenceMs, costMs: costOf(planBlocks(registers, profile, cost), cost) };
  });
}
