/** So many may go at a time, the others wait in their order. */
export class Turns {
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  take(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free -= 1;
      return undefined;
    }
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  pass(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#free += 1;
  }
}
