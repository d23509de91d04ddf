import type { Interval, Message, Reading } from "../../dist/lib/contract/messages.js";
import { rowOf } from "../../dist/lib/store/record-row.js";
import type {
  Commit,
  Committed,
  IntervalsQuery,
  JournalRecord,
  Page,
  ReadingsBefore,
  ReadingsQuery,
  StateEntry,
  Store,
} from "../../dist/lib/store/store.js";

/** The journal's behaviour towards stateful nodes, in memory: what is committed survives a "crash" of its users. */
export class MemoryStore
  implements Pick<Store, "commit" | "tail" | "states" | "readings" | "readingsBefore" | "intervals">
{
  readonly records: JournalRecord[] = [];
  /** Rejects the next commit, as a full disk would. */
  failNext: Error | undefined;
  commits = 0;
  /** How often the journal was read. */
  tails = 0;
  /** How often intervals were asked for. */
  asked = 0;
  readonly #keys = new Map<string, number>();
  readonly #states = new Map<string, StateEntry>();

  async commit({ records = [], states = [] }: Commit): Promise<Committed> {
    const failure = this.failNext;
    this.failNext = undefined;
    if (failure) throw failure;
    this.commits++;
    let duplicates = 0;
    const seqs = records.map((payload) => {
      const key = rowKey(payload);
      const known = this.#keys.get(key);
      if (known !== undefined) {
        duplicates++;
        return known;
      }
      const seq = this.records.length + 1;
      this.records.push({ seq, payload });
      this.#keys.set(key, seq);
      return seq;
    });
    for (const entry of states) this.#states.set(`${entry.node} ${entry.key}`, structuredClone(entry));
    return { seqs, duplicates };
  }

  async tail(afterSeq: number, kinds: readonly string[], limit: number): Promise<readonly JournalRecord[]> {
    this.tails++;
    return this.records.filter(({ seq, payload }) => seq > afterSeq && kinds.includes(payload.kind)).slice(0, limit);
  }

  async readings({ site, meter, from, to, limit }: ReadingsQuery): Promise<Page<Reading>> {
    return { items: this.#readings(site, meter, from, to).slice(0, limit) };
  }

  async readingsBefore({ site, meter, before, limit }: ReadingsBefore): Promise<readonly Reading[]> {
    return this.#readings(site, meter, 0, before).slice(-limit);
  }

  async intervals({ site, meter, quantity, from, to }: IntervalsQuery): Promise<Page<Interval>> {
    this.asked++;
    const newest = new Map<string, Interval>();
    for (const { payload } of this.records) {
      if (payload.kind !== "interval" || payload.from < from || payload.from >= to) continue;
      if ((site ?? payload.site) !== payload.site || (quantity ?? payload.quantity) !== payload.quantity) continue;
      if ((meter ?? payload.meter) !== payload.meter) continue;
      const key = keyOf({ ...payload, version: 0 });
      if ((newest.get(key)?.version ?? 0) < payload.version) newest.set(key, payload);
    }
    return { items: [...newest.values()] };
  }

  /** Newest version of each, in the order of time. */
  #readings(site: string | undefined, meter: string | undefined, from: number, to: number): Reading[] {
    const newest = new Map<number, Reading>();
    for (const { payload } of this.records) {
      if (payload.kind !== "reading" || payload.site !== site || payload.meter !== meter) continue;
      if (payload.at < from || payload.at >= to) continue;
      if ((newest.get(payload.at)?.version ?? -1) < (payload.version ?? 0)) newest.set(payload.at, payload);
    }
    return [...newest.values()].sort((a, b) => a.at - b.at);
  }

  async states(node: string): Promise<readonly StateEntry[]> {
    return [...this.#states.values()].filter((entry) => entry.node === node);
  }
}

/** As the journal tells records apart. */
function rowKey(message: Message): string {
  const { series, at, version } = rowOf(message);
  return `${series} ${at} ${version}`;
}

function keyOf(message: Message): string {
  const { kind, site, meter, quantity, event, from, to, at, version } = message as unknown as Record<string, unknown>;
  return JSON.stringify([kind, site, meter, quantity, event, from ?? at, to, version]);
}
