import type { Increment, IncrementReason } from "./increment";

/** A cumulative register as far as it is believed, and a fallen value that waits for confirmation. */
export interface RegisterTrack {
  readonly at: number;
  readonly value: number;
  readonly doubt?: { readonly at: number; readonly value: number };
}

export interface Tracked {
  readonly track: RegisterTrack;
  readonly increment?: Increment;
}

/**
 * Follows a register from reading to reading.
 *
 * A register that falls is doubted: many meters answer 0 once after a restart. If the next reading is
 * back, the fall was a glitch and nothing was lost; if it stays down, it was a reset, and what is
 * counted since the fall is booked. Readings that are not newer change nothing.
 */
export function trackRegister(track: RegisterTrack | undefined, at: number, value: number, maxGapMs: number): Tracked {
  if (!track) return { track: { at, value } };
  if (at <= (track.doubt?.at ?? track.at)) return { track };

  if (value >= track.value) {
    const reasons: IncrementReason[] = at - track.at > 2 * maxGapMs ? ["gap"] : [];
    return { track: { at, value }, increment: { from: track.at, to: at, amount: value - track.value, reasons } };
  }
  if (!track.doubt || value < track.doubt.value) return { track: { ...track, doubt: { at, value } } };
  const amount = value - track.doubt.value;
  return { track: { at, value }, increment: { from: track.at, to: at, amount, reasons: ["register-reset"] } };
}
