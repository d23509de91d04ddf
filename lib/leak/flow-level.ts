import { type FlowSpan, hourMs } from "./flow-span";

/**
 * Flow levels, two to the octave. At each the question is how long the flow has not been below it without a break: a leak of that
 * size or more never lets it fall below.
 */
export const levelCount = 48;
export const levelsPerOctave = 2;

/** Flow per hour of a level; `lowest` is that of level 0. */
export const levelFlow = (lowest: number, level: number): number => lowest * 2 ** (level / levelsPerOctave);

/** The highest level that a flow reaches; -1 below all. */
export function levelReached(lowest: number, flow: number): number {
  if (flow < lowest) return -1;
  return Math.min(levelCount - 1, Math.floor(Math.log2(flow / lowest) * levelsPerOctave + 1e-9));
}

/** What is remembered of one level. Times are ms UTC. */
export interface FlowLevel {
  /** How much less than the level's flow has passed since the last surplus: above one pulse it cannot have flowed all the time. */
  readonly deficit: number;
  /** Since when it has not been below. */
  readonly since: number;
  /** How much of that was watched, ms: what a gap hides is not counted. */
  readonly watchedMs: number;
  /** The longest runs of late that ended by themselves, longest first. */
  readonly runs: readonly Run[];
}

export interface Run {
  readonly watchedMs: number;
  readonly endedAt: number;
}

/** Shorter ones are everyday use. */
const leastRunMs = 4 * hourMs;
const runsKept = 3;
export const runMemoryMs = 180 * 24 * hourMs;

/** What a level is held against. */
export interface LevelTest {
  /** Per hour. */
  readonly flow: number;
  /** One pulse, and what rounding and short sampling may hide. */
  readonly tolerance: number;
  /** So much of one span counts as watched, and a little of what is beyond, ms. */
  readonly countedMs: number;
}

/**
 * One level after some spans. A leak of the flow x leaves, whatever the pulse size p, at least x·t − p in every time t; so the
 * running sum of x·t less what flowed proves a pause once it exceeds p. This is a CUSUM, and it needs no window.
 */
export function levelAfter(
  before: FlowLevel | null,
  { flow, tolerance, countedMs }: LevelTest,
  spans: readonly FlowSpan[],
): FlowLevel | null {
  let { deficit, since, watchedMs, runs } = before ?? { ...resting, deficit: tolerance };
  let known = before !== null;
  for (const { from, to, amount } of spans) {
    const missing = (flow * (to - from)) / hourMs - amount;
    if (!known && missing >= 0) continue;
    if (!known) {
      known = true;
      since = from;
    }
    deficit = Math.max(0, deficit + missing);
    if (deficit <= tolerance) {
      watchedMs += watchedOf(to - from, countedMs);
      continue;
    }
    runs = runsAfter(runs, { watchedMs, endedAt: to });
    known = runs.length > 0 || missing < 0;
    deficit = tolerance;
    since = to;
    watchedMs = 0;
  }
  return known ? { deficit, since, watchedMs, runs } : null;
}

/** A gap in which enough flowed for a leak says a third of what readings would say, but not for longer than half a day. */
const gapShare = 1 / 3;
const longestGapMs = 12 * hourMs;

const watchedOf = (spanMs: number, countedMs: number): number =>
  spanMs <= countedMs ? spanMs : countedMs + gapShare * Math.max(0, Math.min(spanMs, longestGapMs) - countedMs);

const resting: FlowLevel = { deficit: 0, since: 0, watchedMs: 0, runs: [] };

function runsAfter(runs: readonly Run[], ended: Run): readonly Run[] {
  const isRecent = ({ endedAt }: Run): boolean => endedAt > ended.endedAt - runMemoryMs;
  const recent = runs.every(isRecent) ? runs : runs.filter(isRecent);
  if (ended.watchedMs < leastRunMs) return recent;
  return [...recent, ended].sort((a, b) => b.watchedMs - a.watchedMs).slice(0, runsKept);
}
