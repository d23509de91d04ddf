/** The level of a pulse contact changed. */
export interface Edge {
  /** Whether it now is as during a pulse. */
  readonly active: boolean;
  /** ms, of any clock that does not jump. */
  readonly at: number;
}

/**
 * Finds the pulses in the edges of one line. With a debounce time a pulse is a contact that stays closed
 * that long, and so must it stay open before: contacts bounce, wires pick up spikes. Without one (where
 * the kernel debounces, or the output is electronic) every closing is a pulse.
 *
 * Edges alternate. The same twice means that the one between was missed, unless they are so close that
 * it is bounce. A missed edge is told, never guessed into a pulse.
 */
export class EdgeFilter {
  readonly #debounceMs: number;
  #last: Edge | undefined;
  /** The level that has lasted; undefined before the first. */
  #settled: boolean | undefined;
  #missed = 0;

  constructor(debounceMs: number) {
    this.#debounceMs = debounceMs;
  }

  /** Takes the next edge; gives the time of the pulse that it confirms. */
  take(edge: Edge): number | undefined {
    const last = this.#last;
    this.#last = edge;
    const repeated = last?.active === edge.active;
    if (this.#debounceMs === 0) {
      if (repeated) this.#missed += 1;
      return edge.active ? edge.at : undefined;
    }
    const pulse = this.#settle(last, edge.at);
    if (repeated && edge.at - last.at >= this.#debounceMs) this.#missed += 1;
    return pulse;
  }

  /** Confirms a pulse that has lasted until `now` without a further edge. */
  settle(now: number): number | undefined {
    return this.#debounceMs === 0 ? undefined : this.#settle(this.#last, now);
  }

  /** Edges missed since this was last asked. */
  takeMissed(): number {
    const missed = this.#missed;
    this.#missed = 0;
    return missed;
  }

  #settle(last: Edge | undefined, until: number): number | undefined {
    if (!last || last.active === this.#settled || until - last.at < this.#debounceMs) return undefined;
    this.#settled = last.active;
    return last.active ? last.at : undefined;
  }
}
