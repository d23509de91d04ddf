/** The counter of another device, as last seen; JSON, kept with the total so that an outage here loses nothing. */
export interface CounterTrack {
  readonly at: number;
  readonly value: number;
  /** A fallen count that waits for the next. */
  readonly doubt?: { readonly at: number; readonly value: number };
}

export interface Counted {
  readonly track: CounterTrack;
  /** Pulses since the last count that was believed. */
  readonly pulses: number;
}

/**
 * Pulses from the count of another device. Where the width of its counter is known, a fall within the
 * first quarter after its end is a wrap. Any other fall is doubted once, because many devices answer 0 once after a
 * restart: it was a restart when it stays. The first count only tells where it stands; older ones change nothing.
 */
export function trackCounter(track: CounterTrack | undefined, at: number, count: number, bits?: number): Counted {
  if (track && bits !== undefined && at > track.at && count < track.value) {
    const size = 2 ** bits;
    const forward = count + size - track.value;
    if (forward > 0 && forward < size / 4) return { track: { at, value: count }, pulses: forward };
  }
  if (!track) return { track: { at, value: count }, pulses: 0 };
  if (at <= (track.doubt?.at ?? track.at)) return { track, pulses: 0 };
  if (count >= track.value) return { track: { at, value: count }, pulses: count - track.value };
  if (!track.doubt || count < track.doubt.value) return { track: { ...track, doubt: { at, value: count } }, pulses: 0 };
  return { track: { at, value: count }, pulses: count - track.doubt.value };
}

/** The time of a count that came without one: now, but never before the last, wherever the clock was set meanwhile. */
export function timeOfCount(track: CounterTrack | undefined, now: number): number {
  return Math.max(now, (track?.doubt?.at ?? track?.at ?? 0) + 1);
}
