import { EnergyError } from "../../contract/error";
import type { Committed } from "../../store/store";
import type { CommitOutcome, CommitRows } from "./protocol";

/** A commit that comes alone waits this long for others to share its sync to the disk. */
const windowMs = 20;
/** This many records are worth a sync of their own. */
const fullBatch = 100;
const largestBatch = 500;
/** One batch is being written and one is on its way to the thread; the others gather. */
const mostUnderWay = 2;
/** What may wait for a disk that does not keep up. */
const mostWaiting = 100_000;

interface Waiting {
  readonly rows: CommitRows;
  resolve(committed: Committed): void;
  reject(error: unknown): void;
}

/** Gathers commits into transactions: the busier it is, the larger they are. */
export class GroupCommit {
  #waiting: Waiting[] = [];
  #records = 0;
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;

  constructor(private readonly write: (batch: readonly CommitRows[]) => Promise<readonly CommitOutcome[]>) {}

  /** `urgent`: somebody waits for it, so it shares its sync only with what is there already. */
  add(rows: CommitRows, urgent = false): Promise<Committed> {
    if (this.#records >= mostWaiting) {
      return Promise.reject(new EnergyError("STORE_FAILED", { detail: "the disk does not keep up" }));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rows, resolve, reject });
      this.#records += sizeOf(rows);
      if (this.#records >= fullBatch) this.#flush();
      else if (urgent) this.#soon ??= setImmediate(() => this.#flush());
      else this.#timer ??= setTimeout(() => this.#flush(), windowMs);
    });
  }

  /** Writes what is waiting without waiting for more. */
  #flush(): void {
    clearImmediate(this.#soon);
    this.#soon = undefined;
    if (this.#underWay >= mostUnderWay) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#take();
    if (batch.length === 0) return;
    this.#underWay++;
    this.#send(batch).finally(() => {
      this.#underWay--;
      this.#flush();
    });
  }

  #take(): readonly Waiting[] {
    let records = 0;
    let count = 0;
    for (const { rows } of this.#waiting) {
      if (count > 0 && records + sizeOf(rows) > largestBatch) break;
      records += sizeOf(rows);
      count++;
    }
    this.#records -= records;
    return this.#waiting.splice(0, count);
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.write(batch.map(({ rows }) => rows));
      batch.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index];
        if (outcome && "seqs" in outcome) resolve(outcome);
        else reject(outcome ? new EnergyError(outcome.code, outcome.params) : new EnergyError("STORE_CLOSED"));
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

/** A commit of states alone counts as one record. */
const sizeOf = ({ rows }: CommitRows): number => rows.at.length || 1;
