import type { JournalRecord, RecordKind } from "../../store/store";

/** Somewhere the journal is delivered. */
export interface Target {
  /** Without credentials; the cursor is kept under it. */
  readonly name: string;
  readonly kinds: readonly RecordKind[];
  /** Looks whether the right server answers. Rejects with TARGET_FAILED, TARGET_UNREACHABLE or TARGET_UNSUITABLE. */
  open(): Promise<void>;
  /**
   * Resolves when the target has confirmed every record. Rejects with TARGET_REFUSED when it will never
   * take some of them, TARGET_FAILED or TARGET_UNREACHABLE when it may later, TARGET_UNSUITABLE when something must be set right.
   */
  send(records: readonly JournalRecord[]): Promise<void>;
  close(): void;
}
