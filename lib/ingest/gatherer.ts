import type { DeviceMeter } from "./device-book";

/** Values of a meter that came one by one. */
export interface Gathered {
  readonly meter: DeviceMeter;
  /** When the last of them came, ms UTC. */
  readonly at: number;
  readonly values: Readonly<Record<string, number>>;
}

interface Gathering extends Gathered {
  readonly since: number;
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
  add(meter: DeviceMeter, values: Gathered["values"], now: number): readonly Gathered[] {
    const held = this.#meters.get(meter.meter);
    const over = held && (now - held.since >= gatherMs || Object.keys(values).some((name) => name in held.values));
    if (held && !over) {
      this.#meters.set(meter.meter, { ...held, at: now, values: { ...held.values, ...values } });
      return [];
    }
    this.#meters.set(meter.meter, { meter, since: now, at: now, values });
    return held ? [held] : [];
  }

  /** The readings whose burst is over at `now`; all of them where `now` is infinite. */
  due(now: number): readonly Gathered[] {
    const over = [...this.#meters.values()].filter(({ since }) => now - since >= gatherMs);
    for (const { meter } of over) this.#meters.delete(meter.meter);
    return over;
  }
}
