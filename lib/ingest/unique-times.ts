interface Track {
  /** The last time that was asked for, and what got which time near it. */
  readonly asked: number;
  readonly given: readonly { readonly at: number; readonly names: readonly string[] }[];
}

/**
 * Meter and time identify a reading in the journal: a second one of the same time would be taken for a
 * repeat. Devices that say their values in several messages may do so within a millisecond; the later
 * ones are then moved on by one. A true repeat, the same quantities at the device's own time, keeps the
 * time it had.
 */
export class UniqueTimes {
  readonly #tracks = new Map<string, Track>();

  /** `arrival`: the time is that of arrival, so that no two messages can be the same. */
  place(meter: string, asked: number, names: readonly string[], arrival: boolean): number {
    const track = this.#tracks.get(meter);
    const last = track?.given.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
    if (!track || (asked !== track.asked && (asked > last || asked < track.asked))) {
      this.#tracks.set(meter, { asked, given: [{ at: asked, names }] });
      return asked;
    }
    const repeated = arrival ? undefined : track.given.find((one) => names.every((name) => one.names.includes(name)));
    if (repeated) return repeated.at;
    const at = last + 1;
    this.#tracks.set(meter, { asked: track.asked, given: [...track.given, { at, names }].slice(-20) });
    return at;
  }
}
