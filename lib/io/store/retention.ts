import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { RetentionLimits } from "./protocol";
import { transaction } from "./sqlite";

/** Records per step: few enough that a commit never waits long for one. */
const stepRecords = 500;
/** Free pages that stay for reuse before the file is made smaller, and how many are given back a step. */
const sparePages = 2000;
const vacuumPages = 200;
const day = 86_400_000;

/**
 * Keeps the journal within its limits, oldest first, in small steps. Records that an open target has
 * not had are spared by age, and given up for space only when nothing delivered is left.
 */
export class Retention {
  readonly #pageSize: number;
  readonly #statements: Record<"pages" | "free" | "oldest" | "delete" | "aged" | "totals", StatementSync>;

  constructor(
    private readonly db: DatabaseSync,
    private readonly limits: RetentionLimits,
  ) {
    this.#pageSize = Number(db.prepare("PRAGMA page_size").get()?.page_size);
    this.#statements = {
      pages: db.prepare("PRAGMA page_count"),
      free: db.prepare("PRAGMA freelist_count"),
      oldest: db.prepare(`SELECT seq FROM journal ORDER BY seq LIMIT ${stepRecords}`),
      delete: db.prepare("DELETE FROM journal WHERE seq <= ?"),
      // By series, because that is an index: the age of a record need not follow its number.
      aged: db.prepare(
        `DELETE FROM journal WHERE seq IN
         (SELECT seq FROM journal WHERE series = ? AND at < ? AND seq <= ? LIMIT ${stepRecords})`,
      ),
      totals: db.prepare("UPDATE totals SET records = records - ?, dropped = dropped + ?"),
    };
  }

  usedBytes(): number {
    const free = Number(this.#statements.free.get()?.freelist_count);
    return (Number(this.#statements.pages.get()?.page_count) - free) * this.#pageSize;
  }

  /** One step towards the limit of space; true when another is needed. `delivered`: every open target has had it. */
  makeRoom(delivered: number): boolean {
    if (this.usedBytes() <= this.limits.maxBytes) return this.#shrinkFile();
    const oldest = this.#statements.oldest.all().map(({ seq }) => Number(seq));
    const [first] = oldest;
    if (first === undefined) return false;
    const givenUp = first > delivered;
    const last = oldest.findLast((seq) => givenUp || seq <= delivered) ?? first;
    transaction(this.db, () => {
      const deleted = Number(this.#statements.delete.run(last).changes);
      this.#statements.totals.run(deleted, givenUp ? deleted : 0);
      this.db.prepare("DELETE FROM quarantine WHERE seq <= ?").run(last);
    });
    return true;
  }

  /** One step of forgetting what is too old; true when another is needed. */
  forgetAged(now: number, delivered: number): boolean {
    const before = now - this.limits.maxAgeDays * day;
    for (const { id } of this.db.prepare("SELECT id FROM series").all()) {
      const deleted = transaction(this.db, () => {
        const { changes } = this.#statements.aged.run(Number(id), before, delivered);
        if (changes) this.#statements.totals.run(changes, 0);
        return Number(changes);
      });
      if (deleted > 0) return true;
    }
    return false;
  }

  /** After a lower limit or a long outage the file is larger than what it holds. */
  #shrinkFile(): boolean {
    const spare = (): number => Number(this.#statements.free.get()?.freelist_count);
    if (spare() <= sparePages) return false;
    this.db.exec(`PRAGMA incremental_vacuum(${vacuumPages})`);
    return spare() > sparePages;
  }
}
