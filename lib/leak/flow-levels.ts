import { type FlowLevel, levelAfter, levelCount, levelFlow, levelReached } from "./flow-level";
import { type FlowSpan, hourMs, rateOf } from "./flow-span";
import { leastProvable } from "./proof";

export type FlowLevels = Readonly<Record<string, FlowLevel>>;

/** A gap says little about pauses: of a longer span than usual no more than this counts as watched. */
const countedOfUsual = 3;
/** What clocks and samples leave open of a level's flow, in hours of it. */
const slackHours = 0.1;

/** The leak that is looked for may vary a little and still be of the least size. */
const belowLeast = 0.95;
export const lowestLevelFlow = (leastFlow: number): number => leastFlow * belowLeast;

/** All levels after a span; those that rest and have nothing to remember are left out. */
export function levelsAfter(
  before: FlowLevels,
  span: FlowSpan,
  meter: { readonly leastFlow: number; readonly pulse: number; readonly cadenceMs: number },
): FlowLevels {
  const lowest = lowestLevelFlow(meter.leastFlow);
  const top = Math.max(levelReached(lowest, rateOf(span)), ...Object.keys(before).map(Number));
  const counted = Math.min(span.to - span.from, countedOfUsual * Math.max(hourMs, meter.cadenceMs));
  const levels: Record<string, FlowLevel> = {};
  for (let level = 0; level <= Math.min(top, levelCount - 1); level++) {
    const flow = levelFlow(lowest, level);
    if (flow < leastProvable(meter.pulse)) continue;
    const after = levelAfter(before[level], flow, meter.pulse + slackHours * flow, span, counted);
    if (after) levels[level] = after;
  }
  return levels;
}
