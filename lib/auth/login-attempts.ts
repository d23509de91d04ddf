const windowMs = 10 * 60_000;
const mostFailures = 8;
/** Bounds the memory an attacker with many addresses can take. */
const mostSources = 10_000;

/**
 * Counts failed logins by source (an address). After eight failures in ten minutes a source must wait;
 * others are not affected. Times are given, ms.
 */
export class LoginAttempts {
  readonly #failures = new Map<string, number[]>();

  mayTry(source: string, now: number): boolean {
    return this.#recent(source, now).length < mostFailures;
  }

  failed(source: string, now: number): void {
    const recent = this.#recent(source, now);
    recent.push(now);
    this.#failures.delete(source);
    this.#failures.set(source, recent);
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > mostSources && oldest !== undefined) this.#failures.delete(oldest);
  }

  succeeded(source: string): void {
    this.#failures.delete(source);
  }

  #recent(source: string, now: number): number[] {
    return (this.#failures.get(source) ?? []).filter((at) => now - at < windowMs);
  }
}
