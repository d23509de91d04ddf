import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { RecordRow } from "../../store/record-row";
import { parseSeriesText } from "../../store/series";
import type { Committed, QuarantineEntry, StartAt } from "../../store/store";
import { unpackRow } from "./packed-rows";
import type { CommitOutcome, CommitRows } from "./protocol";
import { isDamage, storeError, transaction } from "./sqlite";

/** Everything that changes the journal, on its one writing connection. Synchronous: runs in the writer's thread. */
export class JournalWriter {
  readonly #seriesIds = new Map<string, number>();
  readonly #statements: Record<"insert" | "find" | "state" | "stored" | "series", StatementSync>;

  constructor(private readonly db: DatabaseSync) {
    this.#statements = {
      insert: db.prepare("INSERT INTO journal (series, at, version, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"),
      find: db.prepare("SELECT seq FROM journal WHERE series = ? AND at = ? AND version = ?"),
      state: db.prepare("INSERT OR REPLACE INTO state (node, key, version, seq, state) VALUES (?, ?, ?, ?, ?)"),
      stored: db.prepare("UPDATE totals SET records = records + ?"),
      series: db.prepare(
        `INSERT INTO series (site, meter, kind, step, quantity) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET kind = kind RETURNING id`,
      ),
    };
  }

  /**
   * One transaction for many commits. Where it fails each commit is tried alone, so that one that
   * cannot be stored does not take its neighbours with it.
   */
  commit(batch: readonly CommitRows[]): CommitOutcome[] {
    try {
      return transaction(this.db, () => batch.map((commit) => this.#store(commit)));
    } catch (thrown) {
      // Ids that were given inside the failed transaction are void.
      this.#seriesIds.clear();
      if (isDamage(thrown)) throw thrown;
      if (batch.length > 1) return batch.flatMap((commit) => this.commit([commit]));
      const { code, params } = storeError(thrown);
      return [{ code, params }];
    }
  }

  #store({ rows, states }: CommitRows): Committed {
    const { state, stored } = this.#statements;
    let duplicates = 0;
    const seqs: number[] = [];
    const count = rows.at.length;
    for (let index = 0; index < count; index++) {
      const { seq, isNew } = this.#insert(unpackRow(rows, index));
      seqs.push(seq);
      if (!isNew) duplicates++;
    }
    for (const entry of states) state.run(entry.node, entry.key, entry.version, entry.seq, entry.state);
    if (count > duplicates) stored.run(count - duplicates);
    return { seqs, duplicates };
  }

  #insert({ series, at, version, body }: RecordRow): { seq: number; isNew: boolean } {
    const id = this.#seriesId(series);
    const { changes, lastInsertRowid } = this.#statements.insert.run(id, at, version, body);
    if (changes === 1) return { seq: Number(lastInsertRowid), isNew: true };
    return { seq: Number(this.#statements.find.get(id, at, version)?.seq), isNew: false };
  }

  #seriesId(text: string): number {
    let id = this.#seriesIds.get(text);
    if (id === undefined) {
      const { site, meter, kind, step, quantity } = parseSeriesText(text);
      id = Number(this.#statements.series.get(site, meter, kind, step, quantity)?.id);
      this.#seriesIds.set(text, id);
    }
    return id;
  }

  openTarget(name: string, from: StartAt): number {
    const start = from === "now" ? "(SELECT coalesce(max(seq), 0) FROM journal)" : "0";
    this.db.prepare(`INSERT INTO target (name, cursor) VALUES (?, ${start}) ON CONFLICT DO NOTHING`).run(name);
    return Number(this.db.prepare("SELECT cursor FROM target WHERE name = ?").get(name)?.cursor);
  }

  /** The cursor never goes back. */
  advance(name: string, seq: number, quarantine: readonly QuarantineEntry[]): void {
    transaction(this.db, () => {
      const setAside = this.db.prepare("INSERT OR REPLACE INTO quarantine (target, seq, reason) VALUES (?, ?, ?)");
      for (const entry of quarantine) setAside.run(name, entry.seq, entry.reason);
      this.db.prepare("UPDATE target SET cursor = max(cursor, ?) WHERE name = ?").run(seq, name);
    });
  }
}
