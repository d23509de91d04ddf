import type { Message } from "../../dist/lib/contract/messages.js";
import type { Commit, Committed, JournalRecord, StateEntry, Store } from "../../dist/lib/store/store.js";

/** The journal's behaviour towards stateful nodes, in memory: what is committed survives a "crash" of its users. */
export class MemoryStore implements Pick<Store, "commit" | "tail" | "states"> {
  readonly records: JournalRecord[] = [];
  /** Rejects the next commit, as a full disk would. */
  failNext: Error | undefined;
  commits = 0;
  /** How often the journal was read. */
  tails = 0;
  readonly #keys = new Map<string, number>();
  readonly #states = new Map<string, StateEntry>();

  async commit({ records = [], states = [] }: Commit): Promise<Committed> {
    const failure = this.failNext;
    this.failNext = undefined;
    if (failure) throw failure;
    this.commits++;
    let duplicates = 0;
    const seqs = records.map((payload) => {
      const key = keyOf(payload);
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

  async states(node: string): Promise<readonly StateEntry[]> {
    return [...this.#states.values()].filter((entry) => entry.node === node);
  }
}

function keyOf(message: Message): string {
  const { kind, site, meter, quantity, from, to, at, version } = message as unknown as Record<string, unknown>;
  return JSON.stringify([kind, site, meter, quantity, from ?? at, to, version]);
}
