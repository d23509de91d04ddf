import { type FlowLevel, levelAfter, levelCount, levelFlow, levelReached } from "./flow-level";
import { type FlowSpan, hourMs, rateOf } from "./flow-span";
import { leastProvable } from "./proof";

/** By their number; null: it rests and there is nothing to remember. */
export type FlowLevels = readonly (FlowLevel | null)[];

/** A gap says little about pauses: of a longer span than usual no more than this counts as watched. */
const countedOfUsual = 3;
export const longestWatchedMs = (cadenceMs: number): number => countedOfUsual * Math.max(hourMs, cadenceMs);
/** What clocks and samples leave open of a level's flow, in hours of it. */
const slackHours = 0.1;

/** The leak that is looked for may vary a little and still be of the least size. */
const belowLeast = 0.95;
export const lowestLevelFlow = (leastFlow: number): number => leastFlow * belowLeast;

/** All levels after some spans. */
export function levelsAfter(
  before: FlowLevels,
  spans: readonly FlowSpan[],
  meter: { readonly leastFlow: number; readonly pulse: number; readonly cadenceMs: number },
): FlowLevels {
  const lowest = lowestLevelFlow(meter.leastFlow);
  const highest = spans.reduce((most, span) => Math.max(most, rateOf(span)), 0);
  const count = Math.min(levelCount, Math.max(levelReached(lowest, highest) + 1, before.length));
  const countedMs = longestWatchedMs(meter.cadenceMs);
  const least = leastProvable(meter.pulse);
  const levels: (FlowLevel | null)[] = [];
  for (let level = 0; level < count; level++) {
    const flow = levelFlow(lowest, level);
    const test = { flow, tolerance: meter.pulse + slackHours * flow, countedMs };
    levels.push(flow < least ? null : levelAfter(before[level] ?? null, test, spans));
  }
  while (levels.at(-1) === null) levels.pop();
  return levels;
}

/**
 * However long a leak lasted and however it varied, it is one run of each level: only what comes back again and again is a habit. Runs
 * are longest first.
 */
export const asOneRun = (levels: FlowLevels, since: number): FlowLevels =>
  levels.map((level) => {
    const longest = level?.runs.find(({ endedAt }) => endedAt > since);
    return level && { ...level, runs: level.runs.filter((run) => run.endedAt <= since || run === longest) };
  });
