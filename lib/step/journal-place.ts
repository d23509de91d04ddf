import type { StateEntry } from "../store/store";

/** The key under which a node keeps how far it has read the journal. */
const key = "";

/** How far a node has read the journal, by record numbers. */
export class JournalPlace {
  #read = 0;
  /** As it was at the last checkpoint. What came since may have overtaken something on another wire. */
  #settled = 0;
  /** Everything up to here has come from the journal; the same by wire is not new. */
  #restored = 0;

  constructor(
    private readonly node: string,
    private readonly version: number,
  ) {}

  /** The newest record that was taken in. */
  get read(): number {
    return this.#read;
  }

  took(seq: number): void {
    this.#read = Math.max(this.#read, seq);
  }

  /** The journal is read from its beginning. */
  begin(): void {
    this.#read = 0;
  }

  /** The journal has been read to its end. */
  ended(): void {
    this.#restored = this.#read;
    this.#settled = this.#read;
  }

  isKnown(seq: number): boolean {
    return seq <= this.#restored;
  }

  /** Takes a stored place; false where the entry is none. */
  adopt(entry: StateEntry): boolean {
    if (entry.key !== key) return false;
    this.#read = entry.seq;
    return true;
  }

  /** As it is stored while the journal is read in its order. */
  entry(): StateEntry {
    return this.#entryAt(this.#read);
  }

  /** As it is stored at a checkpoint, while records come by several wires. */
  checkpointEntry(): StateEntry {
    const entry = this.#entryAt(this.#settled);
    this.#settled = this.#read;
    return entry;
  }

  #entryAt(seq: number): StateEntry {
    return { node: this.node, key, version: this.version, seq, state: null };
  }
}
