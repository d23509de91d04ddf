import { type FlowLevel, type Run, runMemoryMs } from "./flow-level";
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
}

const dayMs = 24 * hourMs;
/** Until then the meter's habits are not known, and more is asked. */
export const learningMs = 14 * dayMs;
const learningHours = 8;

/** A pulse that takes long leaves few chances to see a pause: so much more for each hour that it takes. */
const pulsePatience = 8;
/** Next to nothing flows on for long without being a leak: a cistern, a softener. So many hours more at the least flow. */
const smallPatience = 36;
/** Runs of everyday use: beyond twice the second longest they are none. */
const everydayFactor = 1.8;
const leastHours = 33;
/** A meter that has longer ones now and then. */
const restlessFactor = 1.5;
/** A level that goes on for so long again and again belongs to the meter's base. */
const baseRunMs = 36 * hourMs;
const nearBase = 1;
const baseHours = 336;
const baseFactor = 2;

/** How long a level may be kept up before it is a leak, ms: longer where the meter has done so before. */
export function runLimitMs({ runs }: FlowLevel, asked: LimitAsked): number {
  const second = (runs[1]?.watchedMs ?? 0) / hourMs;
  const usual = Math.min(asked.longestUseHours, Math.max(leastHours, everydayFactor * second));
  const learnt =
    asked.knownMs < learningMs
      ? asked.longestUseHours + learningHours
      : Math.max(usual, second < asked.longestUseHours ? 0 : restlessFactor * second);
  const limit = learnt + patienceHours(asked);
  if (asked.baseLevel < 0 || asked.level > asked.baseLevel + nearBase) return limit * hourMs;
  const longest = (runs[0]?.watchedMs ?? 0) / hourMs;
  return Math.max(limit, baseHours, baseFactor * longest) * hourMs;
}

const patienceHours = ({ pulse, flow, leastFlow }: LimitAsked): number =>
  pulsePatience * provableHours(pulse, flow) + smallPatience * (leastFlow / flow) ** 2;

/** No level is a leak before so long, ms. */
export const leastLimitMs = (longestUseHours: number): number => Math.min(leastHours, longestUseHours) * hourMs;

/** The highest level that was kept up for long at least twice of late; -1: the meter rests. */
export function baseLevelOf(levels: FlowLevels, now: number): number {
  const isLong = (run: Run): boolean => run.endedAt > now - runMemoryMs && run.watchedMs >= baseRunMs;
  return levels.findLastIndex((level) => level !== null && level.runs.filter(isLong).length > 1);
}
