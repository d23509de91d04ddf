/** Pauses of a device that were longer than it was said to pause. */
export interface LongPauses {
  /** The last one, ms. */
  readonly pauseMs: number;
  /** How many in a row were about as long. */
  readonly times: number;
  /** Shorter ones since. */
  readonly short: number;
}

/** Within this factor pauses are alike. */
const alike = 1.5;
const enough = 3;
/** So many shorter pauses in a row, and it sends as it was said to. */
const mostShort = 10;
const intervals = 3;

/** After a message of a device that sends by itself, `pauseMs` after the one before. */
export function pausesAfter(before: LongPauses | undefined, pauseMs: number, silentMs: number): LongPauses | undefined {
  if (pauseMs <= silentMs) {
    const short = (before?.short ?? 0) + 1;
    return before && short < mostShort ? { ...before, short } : undefined;
  }
  const isAlike = before && Math.max(pauseMs / before.pauseMs, before.pauseMs / pauseMs) <= alike;
  return { pauseMs, times: isAlike ? before.times + 1 : 1, short: 0 };
}

/** Who has paused three times for about as long sends at that interval, whatever was said of it; ms, 0: nothing is known. */
export const patienceWith = (pauses: LongPauses | undefined): number =>
  pauses && pauses.times >= enough ? intervals * pauses.pauseMs : 0;
