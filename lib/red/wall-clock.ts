import { steadyNow } from "../io/steady-clock";

/** Less than any silence that is told, more than a clock that is only kept right is moved by at once. */
const leapMs = 20_000;

/** The time of day, which leaps where a gateway without a clock of its own is told the time, or has been suspended. */
export class WallClock {
  #ahead: number;

  /** `onLeap` is called with the new time before anybody sees it. */
  constructor(
    private readonly onLeap: (now: number) => void,
    private readonly timeOfDay: () => number = Date.now,
    private readonly steady: () => number = steadyNow,
  ) {
    this.#ahead = timeOfDay() - steady();
  }

  /** ms UTC */
  now(): number {
    const now = this.timeOfDay();
    const ahead = now - this.steady();
    const leapt = Math.abs(ahead - this.#ahead) > leapMs;
    this.#ahead = ahead;
    if (leapt) this.onLeap(now);
    return now;
  }
}
