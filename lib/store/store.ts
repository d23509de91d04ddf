import type { Interval, Message, Reading } from "../contract/messages";

/**
 * What the rest of the product knows of the journal. `lib/io/store` implements it over SQLite; the
 * types stand here so that nothing else depends on how it is kept.
 *
 * The journal is one numbered list of records (`seq` grows, never reused). A record's idempotency key
 * is its series (site, meter, kind, quantity, step), its time and its version; a repeated append is
 * acknowledged and changes nothing.
 */

/** Kinds that are kept. */
export const recordKinds = [
  "reading",
  "interval",
  "cost",
  "event",
  "condition",
  "alert",
  "notification",
  "delivery",
] as const;
export type RecordKind = (typeof recordKinds)[number];

export interface JournalRecord {
  readonly seq: number;
  readonly payload: Message;
}

/** State of one key of one stateful node, written in the same transaction as what it produced. */
export interface StateEntry {
  readonly node: string;
  readonly key: string;
  readonly version: number;
  /** Last journal record that has gone into this state; 0 where inputs were not journalled. */
  readonly seq: number;
  readonly state: unknown;
}

export interface Commit {
  readonly records?: readonly Message[];
  readonly states?: readonly StateEntry[];
}

/** For each record, in order: its seq, and whether it was already there. */
export interface Committed {
  readonly seqs: readonly number[];
  readonly duplicates: number;
}

export interface ReadingsQuery {
  readonly site?: string;
  readonly meter?: string;
  /** from inclusive, to exclusive, ms UTC. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  /** From `Page.next` of the page before. */
  readonly cursor?: string;
}

export interface ReadingsBefore {
  readonly site: string;
  readonly meter: string;
  /** ms UTC, exclusive. */
  readonly before: number;
  readonly limit: number;
}

export interface IntervalsQuery extends ReadingsQuery {
  readonly quantity?: string;
  /** `15m` or `1d`; all when absent. */
  readonly step?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Cursor of the next page; absent on the last. */
  readonly next?: string;
}

export interface StoreGauges {
  readonly records: number;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly oldestAt: number | null;
  /** Undelivered records dropped because the journal was full. */
  readonly dropped: number;
  /** Hours of outage that still fit at the recent rate of growth; null while unknown. */
  readonly outageHoursLeft: number | null;
  readonly targets: Readonly<Record<string, TargetGauges>>;
}

export interface TargetGauges {
  readonly cursor: number;
  /** Records not yet delivered. */
  readonly depth: number;
  readonly oldestUndeliveredAt: number | null;
  readonly quarantined: number;
}

export interface QuarantineEntry {
  readonly seq: number;
  readonly reason: string;
}

/** Where a target begins that was never open before. */
export type StartAt = "beginning" | "now";

/** All promises reject with STORE_FAILED, STORE_LOCKED or STORE_CLOSED. */
export interface Store {
  /**
   * Durable when the promise resolves; concurrent calls share one transaction (group commit). Every
   * record passes its schema: MESSAGE_INVALID for those that do not and for kinds that are not kept.
   */
  commit(commit: Commit): Promise<Committed>;
  /** Calls back after records became durable, at once and often; returns what ends it. */
  onCommitted(listener: () => void): () => void;
  /** Meter by meter, each in the order of time; at most 5000 a page. */
  readings(query: ReadingsQuery): Promise<Page<Reading>>;
  /** The last readings of one meter before a time, in the order of time; at most 5000. */
  readingsBefore(query: ReadingsBefore): Promise<readonly Reading[]>;
  /** Highest version of each interval only; the order is that of `readings`. */
  intervals(query: IntervalsQuery): Promise<Page<Interval>>;
  /** Newest reading of each meter. */
  latest(site?: string): Promise<readonly Reading[]>;
  /** Records after `afterSeq` in order, at most 5000, for consumers of the journal. */
  tail(afterSeq: number, kinds: readonly RecordKind[], limit: number): Promise<readonly JournalRecord[]>;
  states(node: string): Promise<readonly StateEntry[]>;
  /** Registers a target (retention spares what it has not had) and gives its cursor. */
  openTarget(target: string, from?: StartAt): Promise<number>;
  /** Retention spares nothing for it any more; its cursor is kept in case it returns. */
  closeTarget(target: string): Promise<void>;
  /** Moves a target's cursor after it confirmed, and sets aside what it refused for good. */
  advance(target: string, seq: number, quarantine?: readonly QuarantineEntry[]): Promise<void>;
  gauges(): Promise<StoreGauges>;
  close(): Promise<void>;
}
