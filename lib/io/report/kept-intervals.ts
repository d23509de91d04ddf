import type { Interval } from "../../contract/messages";
import { longestMs } from "../../costing/load-of-meter";
import type { JournalReader } from "../store/journal-reader";
import type { Stretch } from "./journal-use";
import { readIntervals } from "./read-intervals";

/** Some 60 MB; of a larger plant what is beyond is read twice. */
const mostKept = 400_000;

/** A site's intervals of one period, of all lengths: kept when read, because consumption and costs are made from the same. */
export class KeptIntervals {
  readonly #kept = new Map<string, readonly Interval[]>();
  readonly #existing: ReadonlySet<string>;
  #count = 0;

  constructor(
    private readonly reader: JournalReader,
    private readonly site: string,
    private readonly stretch: Stretch,
  ) {
    this.#existing = new Set(reader.intervalSeries(site).map(({ meter, quantity }) => `${meter}/${quantity}`));
  }

  /** Whether a question about this time can be answered from here. */
  holds(from: number, to: number): boolean {
    return from >= this.stretch.from - longestMs && to <= this.stretch.to;
  }

  /** Those that begin in the period, or up to a day before it; length by length. */
  of(meter: string, quantity: string): readonly Interval[] {
    const key = `${meter}/${quantity}`;
    if (!this.#existing.has(key)) return [];
    const known = this.#kept.get(key);
    if (known) return known;
    const query = { site: this.site, meter, quantity, from: this.stretch.from - longestMs, to: this.stretch.to };
    const read = readIntervals(this.reader, query);
    if (this.#count + read.length <= mostKept) {
      this.#kept.set(key, read);
      this.#count += read.length;
    }
    return read;
  }
}
