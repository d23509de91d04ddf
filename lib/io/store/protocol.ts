import type { ErrorCode, ErrorParams } from "../../contract/error";
import type { Committed } from "../../store/store";
import type { PackedRows } from "./packed-rows";

/** A state as it is written: already JSON. */
export interface StateRow {
  readonly node: string;
  readonly key: string;
  readonly version: number;
  readonly seq: number;
  readonly state: string;
}

/** A commit as it crosses to the writer's thread. */
export interface CommitRows {
  readonly rows: PackedRows;
  readonly states: readonly StateRow[];
}

/** An error as it crosses back. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

/** What became of one commit of a batch. */
export type CommitOutcome = Committed | ErrorReport;

export interface RetentionLimits {
  readonly maxAgeDays: number;
  readonly maxBytes: number;
}

export interface JournalPlace {
  readonly file: string;
  readonly limits: RetentionLimits;
  /** Look through the whole file for damage before it is used. */
  readonly check: boolean;
}

export type WorkerSetup =
  | ({ readonly role: "writer" } & JournalPlace)
  | { readonly role: "reader"; readonly file: string };

export interface Request {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

export type Reply = { readonly id: number } & ({ readonly value: unknown } | { readonly error: ErrorReport });
