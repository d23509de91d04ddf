/** The key of writes that say how far the journal has been read. */
const cursor = "";

/**
 * Which stored states may hold more than was stored with them: those of which one commit failed while a later one, or a later
 * cursor, was on its way. Where nothing followed, what is stored is what was before, and a restore goes on from there.
 */
export class DoubtfulStates {
  #count = 0;
  /** Number of the newest write of each key. */
  readonly #newest = new Map<string, number>();
  readonly #keys = new Set<string>();

  /** A key's state, or the cursor, is about to be written; gives the number of that write. */
  begun(key: string = cursor): number {
    this.#count += 1;
    this.#newest.set(key, this.#count);
    return this.#count;
  }

  failed(key: string, number: number): void {
    const isLast = this.#newest.get(key) === number && (this.#newest.get(cursor) ?? 0) < number;
    if (!isLast) this.#keys.add(key);
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** All of them have been made again. */
  clear(): void {
    this.#keys.clear();
    this.#newest.clear();
  }
}
