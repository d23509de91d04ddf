import { type FlowLevel, runMemoryMs } from "./flow-level";
import type { FlowLevels } from "./flow-levels";
import { hourMs } from "./flow-span";
import { provableHours } from "./proof";

/** What is asked of a level: how long it may go on without a pause. */
export interface LimitAsked {
  readonly level: number;
  readonly flow: number;
  readonly pulse: number;
  readonly leastFlow: number;
  readonly longestUseHours: number;
  /** How long the meter has been watched, ms. */
  readonly knownMs: number;
  /** The highest level that the meter keeps up again and again: its base. */
  readonly baseLevel: number;
  /** How often something comes, ms. */
  readonly cadenceMs: number;
}

const dayMs = 24 * hourMs;
/** Until then the meter's habits are not known, and more is asked. */
export const learningMs = 14 * dayMs;
const learningHours = 2;

/** What hides pauses, a pulse that takes long or readings far apart, leaves few chances to see one: so many hours more for each. */
const hiddenPatience = 8;
/** Readings are far apart from here on; habits that are not known yet make it twice as bad. */
const closeHours = 1.1;
/** Next to nothing flows on for long without being a leak: a cistern, a softener. So many hours more at the least flow. */
const smallPatience = 60;
/** Runs of everyday use: so much beyond the second longest there are none. */
const everydayFactor = 1.8;
const leastHours = 37;
/** A meter that goes on for longer than that now and then. */
const restlessFactor = 1.5;
/** A level that goes on for so long again and again belongs to the meter's base. */
const baseRunMs = 36 * hourMs;
/** Just above the base use seldom leaves a pause. */
const nearBase = 1;

/** How long a level may be kept up before it is a leak, ms: longer where the meter has done so before, for ever in its base. */
export function runLimitMs({ runs }: FlowLevel, asked: LimitAsked): number {
  if (asked.baseLevel >= 0 && asked.level <= asked.baseLevel + nearBase) return Number.POSITIVE_INFINITY;
  const { longestUseHours } = asked;
  const isLearning = asked.knownMs < learningMs;
  const second = (runs[1]?.watchedMs ?? 0) / hourMs;
  const least = Math.min(leastHours, longestUseHours);
  const everyday = Math.min(longestUseHours, Math.max(least, everydayFactor * second));
  const usual = second < least ? everyday : Math.max(everyday, restlessFactor * second);
  return ((isLearning ? longestUseHours + learningHours : usual) + patienceHours(asked, isLearning)) * hourMs;
}

function patienceHours({ pulse, flow, leastFlow, cadenceMs }: LimitAsked, isLearning: boolean): number {
  const apart = Math.max(0, cadenceMs / hourMs - closeHours) * (isLearning ? 2 : 1);
  return hiddenPatience * (provableHours(pulse, flow) + apart) + smallPatience * (leastFlow / flow) ** 3;
}

/** No level is a leak before so long, ms. */
export const leastLimitMs = (longestUseHours: number): number => Math.min(leastHours, longestUseHours) * hourMs;

/** The highest level that was kept up for long at least twice of late, or for a month now; -1: the meter rests. */
export function baseLevelOf(levels: FlowLevels, now: number): number {
  return levels.findLastIndex(
    (level) => level !== null && (longRuns(level, now - runMemoryMs, now) > 1 || isBaseSince(level, now)),
  );
}

/** The same as it was when a leak began: what the leak keeps up itself is no habit. */
export const baseLevelBefore = (levels: FlowLevels, since: number): number =>
  levels.findLastIndex((level) => level !== null && longRuns(level, since - runMemoryMs, since) > 1);

/** Runs that count for the base and ended in a time, ms UTC. */
const longRuns = ({ runs }: FlowLevel, from: number, to: number): number =>
  runs.filter(({ watchedMs, endedAt }) => endedAt > from && endedAt <= to && watchedMs >= baseRunMs).length;

/** What has gone on for so long is how the meter flows. */
const newBaseMs = 28 * dayMs;
const isBaseSince = ({ since, watchedMs }: FlowLevel, now: number): boolean => watchedMs > 0 && isNewBase(since, now);
export const isNewBase = (since: number, now: number): boolean => now - since > newBaseMs;
