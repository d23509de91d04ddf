interface Wake {
  readonly key: string;
  /** ms UTC */
  readonly at: number;
}

/** When each key wants to be stepped although nothing comes. */
export class Wakes {
  readonly #times = new Map<string, number>();
  /** Not later than the earliest. */
  #next = Number.POSITIVE_INFINITY;

  set(key: string, at: number | undefined): void {
    if (at === undefined) this.#times.delete(key);
    else {
      this.#times.set(key, at);
      this.#next = Math.min(this.#next, at);
    }
  }

  clear(): void {
    this.#times.clear();
    this.#next = Number.POSITIVE_INFINITY;
  }

  /** When to look again, ms UTC; undefined while no key asks. */
  get next(): number | undefined {
    return this.#times.size > 0 ? this.#next : undefined;
  }

  /** Keys whose time has come, earliest first; they ask no longer. */
  take(now: number): readonly Wake[] {
    const due = this.#due(now);
    for (const { key } of due) this.#times.delete(key);
    return due;
  }

  /** The first whose time has come; it asks no longer. */
  takeFirst(now: number): Wake | undefined {
    const [first, second] = this.#due(now);
    if (first) this.#times.delete(first.key);
    if (second) this.#next = second.at;
    return first;
  }

  #due(now: number): Wake[] {
    if (this.#next > now) return [];
    const due: Wake[] = [];
    this.#next = Number.POSITIVE_INFINITY;
    for (const [key, at] of this.#times) {
      if (at <= now) due.push({ key, at });
      else this.#next = Math.min(this.#next, at);
    }
    return due.sort((a, b) => a.at - b.at);
  }
}
