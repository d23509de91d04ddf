/**
 * How fast pulses come, from the time between them, never from a count in a window: a meter with a pulse
 * a minute would show a staircase. When pulses stay away the rate cannot be more than one in the time
 * waited, so it falls as that bound does, and is zero at the standstill time. Before two pulses, or a
 * standstill, it is not known.
 */
export class PulseFlow {
  readonly #standstillMs: number;
  readonly #begunAt: number;
  #lastAt: number | undefined;
  /** The pulse from which the mean time between pulses is taken, and how many came since. */
  #windowAt = 0;
  #windowPulses = 0;
  #msPerPulse: number | undefined;

  /** Times are ms of one clock that does not jump. */
  constructor(standstillMs: number, begunAt: number) {
    this.#standstillMs = standstillMs;
    this.#begunAt = begunAt;
  }

  /** `pulses` have come until `at`, the last of them then. Late ones (older than the last) say nothing of the flow. */
  take(pulses: number, at: number): void {
    if (pulses === 0 || (this.#lastAt !== undefined && at <= this.#lastAt)) return;
    if (this.#lastAt === undefined || at - this.#lastAt >= this.#standstillMs) {
      // The first after a standstill tells that something flows, not how much.
      this.#windowAt = at;
      this.#windowPulses = 0;
      this.#msPerPulse = undefined;
    } else {
      this.#windowPulses += pulses;
      this.#msPerPulse = (at - this.#windowAt) / this.#windowPulses;
    }
    this.#lastAt = at;
  }

  /** Pulses per ms at `now`; undefined while unknown. */
  rate(now: number): number | undefined {
    const waited = now - (this.#lastAt ?? this.#begunAt);
    if (waited >= this.#standstillMs) return 0;
    if (this.#msPerPulse === undefined) return undefined;
    return 1 / Math.max(this.#msPerPulse, waited);
  }

  /** The next mean begins at the last pulse: call it at the cadence of the readings. */
  beginWindow(): void {
    if (this.#lastAt === undefined) return;
    this.#windowAt = this.#lastAt;
    this.#windowPulses = 0;
  }
}
