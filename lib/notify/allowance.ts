const hourMs = 3_600_000;

/** How many messages may still be sent: a full hour's worth at once, and from then on one by one as time passes. */
export class Allowance {
  readonly #most: number;
  #left: number;
  #at: number;

  constructor(mostPerHour: number, now: number) {
    this.#most = mostPerHour;
    this.#left = mostPerHour;
    this.#at = now;
  }

  /** When the next may be sent, ms UTC; `now` where one may. */
  nextAt(now: number): number {
    this.#refill(now);
    return this.#left >= 1 ? now : now + Math.ceil(((1 - this.#left) * hourMs) / this.#most);
  }

  /** Counts one that is sent. */
  use(now: number): void {
    this.#refill(now);
    this.#left = Math.max(0, this.#left - 1);
  }

  #refill(now: number): void {
    // A clock that was set back gives nothing, and takes nothing.
    const passed = Math.max(0, now - this.#at);
    this.#left = Math.min(this.#most, this.#left + (passed * this.#most) / hourMs);
    this.#at = now;
  }
}
