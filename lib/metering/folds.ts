import type { AccumulatorConfig, MeterRules } from "./accumulator-config";
import { integrateRate, type PowerTrack } from "./power-track";
import { quantities } from "./quantities";
import type { Epoch } from "./register-epoch";
import { type FoldedRegister, foldRegister, type RegisterCourse } from "./register-fold";
import type { RegisterRules } from "./register-rules";
import type { Fold } from "./series";

const hourMs = 3_600_000;
const minuteMs = 60_000;
const perUnit = 1_000_000;

/** How a register of a meter is followed. */
export function registerFold(course: RegisterCourse): Fold<FoldedRegister> {
  return {
    take: (before, value) => foldRegister(before, value, course),
    believedTo: ({ track }) => track.at,
    settled: ({ track }) => track.doubts === undefined,
    fixed: ({ track: { before: _, ...track }, epochs }) => ({ epochs, track }),
    // At the date of a fact the readings next to it decide.
    spares: (from, to) => !course.epochs.some(({ at }) => at > from && at <= to),
  };
}

/** How a rate is counted where there is no register. `perMs`: counts of one unit of the rate in a millisecond. */
export function powerFold(maxGapMs: number, perMs: number): Fold<PowerTrack> {
  return {
    take: (before, { at, value }) => {
      if (!before) return { folded: { at, rate: value, rest: 0 }, increments: [] };
      const { track, increment } = integrateRate(before, at, value, maxGapMs, perMs);
      return { folded: track, increments: [increment] };
    },
    believedTo: ({ at }) => at,
    settled: () => true,
    fixed: (track) => track,
    spares: () => false,
  };
}

/** Counts that one unit of a quantity's rate (kW, L/min, m³/min) makes in a millisecond. */
export function countsPerMs(quantity: string): number {
  const medium = quantities.get(quantity)?.medium;
  return medium === "water" || medium === "gas" ? perUnit / minuteMs : perUnit / hourMs;
}

export function courseOf(
  quantity: string,
  config: AccumulatorConfig,
  meter: MeterRules,
  epochs: readonly Epoch[],
): RegisterCourse {
  const medium = quantities.get(quantity)?.medium;
  const rated = medium === "water" || medium === "gas" ? meter.ratedFlow : meter.ratedPowerKw;
  const rules: RegisterRules = {
    ...(rated !== undefined && { ratedRate: rated * countsPerMs(quantity) }),
    maxGapMs: config.maxGapMs,
    confirmReadings: config.confirmReadings,
    confirmMs: config.confirmMs,
    finest: config.finest,
    ...(meter.resolution !== undefined && { digit: Math.max(1, Math.round(meter.resolution * perUnit)) }),
  };
  return { rules, epochs };
}

/** Value at which the register returns to 0, where the configuration says it. */
export const rolloverOf = ({ rollover }: MeterRules, quantity: string): number | undefined =>
  typeof rollover === "object" ? rollover[quantity] : rollover;
