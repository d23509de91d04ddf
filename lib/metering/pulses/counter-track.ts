import { type RegisterTrack, trackRegister } from "../register-track";

/** The counter of another device, as last seen; JSON, kept with the total so that an outage here loses nothing. */
export type CounterTrack = RegisterTrack;

export interface Counted {
  readonly track: CounterTrack;
  /** Pulses since the last count that was believed. */
  readonly pulses: number;
}

/**
 * Pulses from the count of another device. Where the width of its counter is known, a fall within the
 * first quarter after its end is a wrap. Any other fall is followed as a register is: doubted once, a
 * restart when it stays. The first count only tells where it stands.
 */
export function trackCounter(track: CounterTrack | undefined, at: number, count: number, bits?: number): Counted {
  if (track && bits !== undefined && at > track.at && count < track.value) {
    const size = 2 ** bits;
    const forward = count + size - track.value;
    if (forward > 0 && forward < size / 4) return { track: { at, value: count }, pulses: forward };
  }
  const tracked = trackRegister(track, at, count, Number.POSITIVE_INFINITY);
  return { track: tracked.track, pulses: tracked.increment?.amount ?? 0 };
}

/** The time of a count that came without one: now, but never before the last, wherever the clock was set meanwhile. */
export function timeOfCount(track: CounterTrack | undefined, now: number): number {
  return Math.max(now, (track?.doubt?.at ?? track?.at ?? 0) + 1);
}
