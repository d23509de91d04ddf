/** Values of a meter that came one by one. */
interface Gathering {
  readonly since: number;
  readonly at: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface Gathered {
  readonly meter: string;
  /** When the last of them came. */
  readonly at: number;
  readonly values: Readonly<Record<string, number>>;
}

/** A device says all its numbers in one burst. */
export const gatherMs = 1000;

/** Makes one reading of values that a device sends one by one, a topic each. */
export class Gatherer {
  readonly #meters = new Map<string, Gathering>();

  /** Whether something waits for `due`. */
  get waiting(): boolean {
    return this.#meters.size > 0;
  }

  /** Takes values in; gives the reading before, where these begin a new one. */
  add(meter: string, values: Readonly<Record<string, number>>, now: number): readonly Gathered[] {
    const held = this.#meters.get(meter);
    const over = held && (now - held.since >= gatherMs || Object.keys(values).some((name) => name in held.values));
    if (held && !over) {
      this.#meters.set(meter, { since: held.since, at: now, values: { ...held.values, ...values } });
      return [];
    }
    this.#meters.set(meter, { since: now, at: now, values });
    return held ? [{ meter, at: held.at, values: held.values }] : [];
  }

  /** The readings whose burst is over at `now`; all of them where `now` is infinite. */
  due(now: number): readonly Gathered[] {
    const over = [...this.#meters].filter(([, { since }]) => now - since >= gatherMs);
    return over.map(([meter, { at, values }]) => {
      this.#meters.delete(meter);
      return { meter, at, values };
    });
  }
}
