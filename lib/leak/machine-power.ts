import type { Reading } from "../contract/messages";
import type { FlowSpan } from "./flow-span";

/** Which meter's power says whether the machine is on. */
export interface WhileOff {
  readonly meter: string;
  /** With less it is off, W. */
  readonly belowW: number;
}

/** What is known of the machine's power. Times are ms UTC. */
export interface MachinePower {
  readonly at: number;
  /** Since when it has been off; absent: it is on. */
  readonly offSince?: number;
}

const wattsOfKw = 1000;
/** What was shown so long ago may still be believed. */
const believedMs = 15 * 60_000;

export const tellsPower = ({ values, quality }: Reading): boolean =>
  values.active_power !== undefined && quality !== "bad";

/** The machine after a reading of its power; a late one changes nothing. */
export function powerAfter(
  before: MachinePower | undefined,
  { at, values }: Reading,
  { belowW }: WhileOff,
): MachinePower | undefined {
  if (before && at <= before.at) return before;
  const isOff = Math.abs(values.active_power as number) * wattsOfKw < belowW;
  return isOff ? { at, offSince: before?.offSince ?? at } : { at };
}

/** Whether the machine was off all the time. */
export function wasOff(power: MachinePower | undefined, { from, to }: FlowSpan): boolean {
  if (power?.offSince === undefined || power.offSince > from) return false;
  return to - power.at <= Math.max(believedMs, to - from);
}
