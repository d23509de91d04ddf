import type { Interval, Reading } from "../contract/messages";

/** What was used between two times of one counted quantity of one meter. */
export interface Use {
  /** ms UTC, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly amount: number;
  /** A corrected interval comes again; what a register counted does not. */
  readonly isInterval: boolean;
  /** False where the time within is only estimated: good for a day, not for a floor. */
  readonly isMeasured: boolean;
}

/** How far a counted quantity has been followed. */
export interface UseTrack {
  /** The register when it was last read. */
  readonly at?: number;
  readonly value?: number;
  /** Length of the intervals that are followed, ms, and the begin of the last. */
  readonly stepMs?: number;
  readonly stepFrom?: number;
}

export interface Tracked {
  readonly track: UseTrack;
  readonly use?: Use;
  /** Finer intervals begin to come: what the coarser ones said would count twice. */
  readonly isFiner?: boolean;
}

const hourMs = 3_600_000;
/** Where intervals come, the readings of the same meter say nothing new, nor do hours where quarters come; for so long. */
const faithMs = 48 * hourMs;
/** Over a longer gap nothing can be said of any one day. */
const longestGapMs = 36 * hourMs;
/** Days are 23 to 25 hours. */
const sameLength = 1.1;

export function intervalUse(track: UseTrack, { from, to, amount, quality, version }: Interval): Tracked {
  if (version === 0 || quality === "missing") return { track };
  const { stepMs, stepFrom = Number.NEGATIVE_INFINITY } = track;
  const length = to - from;
  if (stepMs !== undefined && length > sameLength * stepMs && from - stepFrom < faithMs) return { track };
  const isFiner = stepMs !== undefined && sameLength * length < stepMs;
  return {
    track: { stepMs: length, stepFrom: Math.max(from, stepFrom) },
    use: { from, to, amount, isInterval: true, isMeasured: quality === "measured" },
    isFiner,
  };
}

/** What a register has counted since it was last read; nothing where it fell, or after a long gap. */
export function readingUse(track: UseTrack, { at, values, quality }: Reading, quantity: string): Tracked {
  const value = values[quantity];
  if (value === undefined || quality === "bad" || at <= (track.at ?? 0)) return { track };
  if (track.stepFrom !== undefined && at - track.stepFrom < faithMs) return { track };
  const next = { at, value };
  if (track.at === undefined || track.value === undefined) return { track: next };
  const amount = value - track.value;
  if (amount < 0 || at - track.at > longestGapMs) return { track: next };
  return { track: next, use: { from: track.at, to: at, amount, isInterval: false, isMeasured: true } };
}
