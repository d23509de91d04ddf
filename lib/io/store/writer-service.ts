import { statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Growth, outageHoursLeft } from "../../store/growth";
import type { QuarantineEntry, StartAt, StoreGauges, TargetGauges } from "../../store/store";
import { type JournalFile, openJournal } from "./journal-file";
import { JournalWriter } from "./journal-writer";
import type { CommitOutcome, CommitRows, JournalPlace } from "./protocol";
import { Retention } from "./retention";

/** After an opening, and when a target closes, its successor gets this long to say what it has not had. */
const settleMs = 60_000;
const agedEveryMs = 10 * 60_000;
/** Above this many the depth is reckoned from the numbers instead of counted. */
const countedDepth = 10_000;

/** What the writer's thread offers: commits, targets and gauges, with retention in between. */
export class WriterService {
  readonly #journal: JournalFile;
  readonly #writer: JournalWriter;
  readonly #retention: Retention;
  readonly #growth = new Growth();
  readonly #openTargets = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  /** Records stored since this thread began. */
  #stored = 0;
  #tidying: NodeJS.Immediate | undefined;
  #tidyFrom = Date.now() + settleMs;
  #nextAged = 0;

  constructor(private readonly place: JournalPlace) {
    this.#journal = openJournal(place.file, place.check);
    this.#writer = new JournalWriter(this.#journal.db);
    this.#retention = new Retention(this.#journal.db, place.limits);
    this.#timer = setInterval(() => this.#tidySoon(), settleMs);
    this.#growth.note(Date.now(), 0);
  }

  /** Answers once the journal is open: where a damaged one was put. */
  opened(): string | undefined {
    return this.#journal.setAside;
  }

  commit(batch: readonly CommitRows[]): CommitOutcome[] {
    const outcomes = this.#writer.commit(batch);
    for (const outcome of outcomes) if ("seqs" in outcome) this.#stored += outcome.seqs.length - outcome.duplicates;
    this.#growth.note(Date.now(), this.#stored);
    this.#tidySoon();
    return outcomes;
  }

  openTarget(name: string, from: StartAt): number {
    this.#openTargets.add(name);
    return this.#writer.openTarget(name, from);
  }

  closeTarget(name: string): void {
    this.#openTargets.delete(name);
    this.#tidyFrom = Date.now() + settleMs;
  }

  advance(name: string, seq: number, quarantine: readonly QuarantineEntry[]): void {
    // It was opened in a thread that has failed since, when this one does not know it.
    this.#openTargets.add(name);
    this.#writer.advance(name, seq, quarantine);
  }

  gauges(): StoreGauges {
    const { db } = this.#journal;
    const totals = db.prepare("SELECT records, dropped FROM totals").get();
    const oldest = db
      .prepare("SELECT min((SELECT min(at) FROM journal WHERE series = s.id)) AS at FROM series s")
      .get()?.at;
    const targets = Object.fromEntries([...this.#openTargets].map((name) => [name, this.#targetGauges(name)]));
    const records = Number(totals?.records);
    const now = Date.now();
    return {
      records,
      bytes: this.#fileBytes(),
      maxBytes: this.place.limits.maxBytes,
      oldestAt: typeof oldest === "number" ? oldest : null,
      dropped: Number(totals?.dropped),
      outageHoursLeft: outageHoursLeft({
        usedBytes: this.#retention.usedBytes(),
        maxBytes: this.place.limits.maxBytes,
        freeBytes: this.#freeBytes(),
        records,
        undelivered: Math.max(0, ...Object.values(targets).map(({ depth }) => depth)),
        recordsPerHour: this.#growth.recordsPerHour(now, this.#stored),
      }),
      targets,
    };
  }

  close(): void {
    clearInterval(this.#timer);
    clearImmediate(this.#tidying);
    this.#journal.close();
  }

  #targetGauges(name: string): TargetGauges {
    const { db } = this.#journal;
    const cursor = this.#cursorOf(name);
    const next = db.prepare("SELECT seq, at FROM journal WHERE seq > ? ORDER BY seq LIMIT 1").get(cursor);
    const quarantined = db.prepare("SELECT count(*) AS count FROM quarantine WHERE target = ?").get(name)?.count;
    return {
      cursor,
      depth: next ? this.#depthAfter(cursor, Number(next.seq)) : 0,
      oldestUndeliveredAt: next ? Number(next.at) : null,
      quarantined: Number(quarantined),
    };
  }

  /** Numbers have no gaps to speak of, so counting a long backlog one by one would tell nothing more. */
  #depthAfter(cursor: number, next: number): number {
    const { db } = this.#journal;
    const counted = Number(
      db
        .prepare("SELECT count(*) AS count FROM (SELECT 1 FROM journal WHERE seq > ? LIMIT ?)")
        .get(cursor, countedDepth)?.count,
    );
    if (counted < countedDepth) return counted;
    return Number(db.prepare("SELECT max(seq) AS last FROM journal").get()?.last) - next + 1;
  }

  #cursorOf(name: string): number {
    return Number(this.#journal.db.prepare("SELECT cursor FROM target WHERE name = ?").get(name)?.cursor ?? 0);
  }

  #fileBytes(): number {
    const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    return sizeOf(this.place.file) + sizeOf(`${this.place.file}-wal`);
  }

  #freeBytes(): number {
    const { bavail, bsize } = statfsSync(dirname(this.place.file));
    return bavail * bsize;
  }

  /** One step, then whatever has arrived meanwhile, then the next. */
  #tidySoon(): void {
    if (this.#tidying || Date.now() < this.#tidyFrom) return;
    this.#tidying = setImmediate(() => {
      this.#tidying = undefined;
      if (this.#tidy()) this.#tidySoon();
    });
  }

  #tidy(): boolean {
    const delivered = Math.min(Number.MAX_SAFE_INTEGER, ...[...this.#openTargets].map((name) => this.#cursorOf(name)));
    if (this.#retention.makeRoom(delivered)) return true;
    const now = Date.now();
    if (now < this.#nextAged) return false;
    if (this.#retention.forgetAged(now, delivered)) return true;
    this.#nextAged = now + agedEveryMs;
    return false;
  }
}
