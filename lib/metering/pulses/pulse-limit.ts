const minute = 60_000;
/** What waited at a broker or a gateway comes in one go. */
const backlogMs = 10_000;

/**
 * How many of the pulses can be real where at most `maxPerMinute` can come: no more than fit into the time since
 * the last one that was counted. Recorders for S0 outputs do the same when they refuse pulses closer than the
 * output can send them. Pulses that are told late are not judged.
 *
 * Pulses that are `told` by messages without their time may have waited on the way and come in one moment: these
 * are judged together, over the whole time since the last one before them. The first of all are not judged:
 * nobody knows how long they waited.
 */
export class PulseLimit {
  readonly #perMs: number;
  readonly #told: boolean;
  #lastAt: number | undefined;
  /** Pulses that still fit into the time before this backlog, and when it ends. */
  #spare = 0;
  #backlogUntil = Number.NEGATIVE_INFINITY;

  constructor(maxPerMinute: number | undefined, told: boolean) {
    this.#perMs = (maxPerMinute ?? Number.POSITIVE_INFINITY) / minute;
    this.#told = told;
  }

  /** How many of `pulses` that came at `at` are to be counted; times are ms of one clock that does not jump. */
  take(pulses: number, at: number): number {
    if (pulses === 0 || this.#perMs === Number.POSITIVE_INFINITY) return pulses;
    if (this.#lastAt !== undefined && at < this.#lastAt) return pulses;
    const inBacklog = at < this.#backlogUntil;
    const fitting = this.#fittingSince(at) + (inBacklog ? this.#spare : 0);
    // A thousandth of a pulse of tolerance: a stream at exactly the limit must not fail by rounding.
    const counted = Math.min(pulses, Math.floor(fitting + 0.001));
    if (counted === 0) return 0;
    this.#lastAt = at;
    if (this.#told) {
      this.#spare = fitting - counted;
      if (!inBacklog) this.#backlogUntil = at + backlogMs;
    }
    return counted;
  }

  #fittingSince(at: number): number {
    return this.#lastAt === undefined ? Number.POSITIVE_INFINITY : (at - this.#lastAt) * this.#perMs;
  }
}
