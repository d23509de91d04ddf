import type { Alert } from "../../contract/alerts";
import { EnergyError } from "../../contract/error";
import type { Interval, Message, Reading } from "../../contract/messages";
import { messageOf } from "../../store/record-message";
import { rowOf } from "../../store/record-row";
import { parseSeriesText, type Series } from "../../store/series";
import type {
  AlertsQuery,
  Commit,
  Committed,
  IntervalsQuery,
  JournalRecord,
  Page,
  QuarantineEntry,
  ReadingsBefore,
  ReadingsQuery,
  RecordKind,
  StartAt,
  StateEntry,
  Store,
  StoreGauges,
} from "../../store/store";
import { GroupCommit } from "./group-commit";
import type { JournalReader } from "./journal-reader";
import { JournalThreads } from "./journal-threads";
import { packRows, unpackRow } from "./packed-rows";
import type { CommitOutcome, CommitRows, RetentionLimits } from "./protocol";

/** Between a reading and whoever must know of it these are written one after the other. */
const urgentKinds: ReadonlySet<Message["kind"]> = new Set(["condition", "alert", "notification"]);

/** The journal as the flow thread sees it: everything that waits for the disk happens in two threads beside. */
export class StoreClient implements Store {
  readonly threads: JournalThreads;
  readonly #group = new GroupCommit((batch) => this.#write(batch));
  readonly #series = new Map<string, Series>();
  readonly #listeners = new Set<() => void>();
  /** Commits that have not been answered; closing waits for them. */
  readonly #pending = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(file: string, limits: RetentionLimits) {
    this.threads = new JournalThreads(file, limits);
  }

  async commit({ records = [], states = [] }: Commit): Promise<Committed> {
    if (this.#closing) throw new EnergyError("STORE_CLOSED");
    const rows = packRows(records.map(rowOf));
    if (records.length === 0 && states.length === 0) return { seqs: [], duplicates: 0 };
    const written = states.map((entry) => ({ ...entry, state: JSON.stringify(entry.state) }));
    const job = this.#group.add(
      { rows, states: written },
      records.some(({ kind }) => urgentKinds.has(kind)),
    );
    this.#pending.add(job);
    try {
      return await job;
    } finally {
      this.#pending.delete(job);
    }
  }

  onCommitted(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readings = (query: ReadingsQuery): Promise<Page<Reading>> => this.#read("readings", query);
  readingsBefore = (query: ReadingsBefore): Promise<readonly Reading[]> => this.#read("readingsBefore", query);
  intervals = (query: IntervalsQuery): Promise<Page<Interval>> => this.#read("intervals", query);
  alerts = (query: AlertsQuery): Promise<Page<Alert>> => this.#read("alerts", query);
  latest = (site?: string): Promise<readonly Reading[]> => this.#read("latest", site);
  states = (node: string): Promise<readonly StateEntry[]> => this.#read("states", node);

  async tail(afterSeq: number, kinds: readonly RecordKind[], limit: number): Promise<readonly JournalRecord[]> {
    const { seqs, rows } = await this.#read("tail", afterSeq, kinds, limit);
    return seqs.map((seq, index) => {
      const { series, at, version, body } = unpackRow(rows, index);
      return { seq, payload: messageOf(this.#seriesOf(series), at, version, body) };
    });
  }

  async openTarget(target: string, from: StartAt = "beginning"): Promise<number> {
    return (await this.#writer()).call("openTarget", target, from);
  }

  async closeTarget(target: string): Promise<void> {
    return (await this.#writer()).call("closeTarget", target);
  }

  async advance(target: string, seq: number, quarantine: readonly QuarantineEntry[] = []): Promise<void> {
    return (await this.#writer()).call("advance", target, seq, quarantine);
  }

  async gauges(): Promise<StoreGauges> {
    return (await this.#writer()).call("gauges");
  }

  /** Writes what was accepted, then lets go of the file. */
  close(): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#pending).then(() => this.threads.close());
    return this.#closing;
  }

  #seriesOf(text: string): Series {
    let series = this.#series.get(text);
    if (!series) {
      series = parseSeriesText(text);
      this.#series.set(text, series);
    }
    return series;
  }

  async #write(batch: readonly CommitRows[]): Promise<readonly CommitOutcome[]> {
    const outcomes = await (await this.threads.writer()).call("commit", batch);
    for (const listener of this.#listeners) listener();
    return outcomes;
  }

  #writer() {
    if (this.#closing) throw new EnergyError("STORE_CLOSED");
    return this.threads.writer();
  }

  async #read<N extends keyof JournalReader & string>(
    name: N,
    ...args: Parameters<JournalReader[N]>
  ): Promise<ReturnType<JournalReader[N]>> {
    if (this.#closing) throw new EnergyError("STORE_CLOSED");
    const reader = await this.threads.reader();
    return reader.call(name, ...(args as never)) as Promise<ReturnType<JournalReader[N]>>;
  }
}
