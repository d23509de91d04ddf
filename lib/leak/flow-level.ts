import { type FlowSpan, hourMs } from "./flow-span";

/**
 * Flow levels, two to the octave. At each the question is how long the flow has not been below it without a break: a leak of that
 * size or more never lets it fall below.
 */
export const levelCount = 48;
const levelsPerOctave = 2;

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

/**
 * One level after a span. A leak of the flow x leaves, whatever the pulse size p, at least x·t − p in every time t; so the
 * running sum of x·t less what flowed proves a pause once it exceeds p. This is a CUSUM, and it needs no window.
 *
 * @param tolerance one pulse, and what rounding and short sampling may hide
 * @param countedMs how much of the span counts as watched
 */
export function levelAfter(
  before: FlowLevel | undefined,
  flow: number,
  tolerance: number,
  span: FlowSpan,
  countedMs: number,
): FlowLevel | undefined {
  const missing = (flow * (span.to - span.from)) / hourMs - span.amount;
  if (!before && missing >= 0) return undefined;
  const known = before ?? { deficit: tolerance, since: span.from, watchedMs: 0, runs: [] };
  const deficit = Math.max(0, known.deficit + missing);
  if (deficit <= tolerance) return { ...known, deficit, watchedMs: known.watchedMs + countedMs };
  const runs = runsAfter(known.runs, { watchedMs: known.watchedMs, endedAt: span.to });
  if (runs.length === 0 && missing >= 0) return undefined;
  return { deficit: tolerance, since: span.to, watchedMs: 0, runs };
}

function runsAfter(runs: readonly Run[], ended: Run): readonly Run[] {
  const recent = runs.filter(({ endedAt }) => endedAt > ended.endedAt - runMemoryMs);
  if (ended.watchedMs < leastRunMs) return recent.length === runs.length ? runs : recent;
  return [...recent, ended].sort((a, b) => b.watchedMs - a.watchedMs).slice(0, runsKept);
}
