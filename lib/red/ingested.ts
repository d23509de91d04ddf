import type { ErrorCode, ErrorParams } from "../contract/error";

/** What `reading-in` adds to a list of readings, for whoever answers the sender. */
export interface Ingested {
  readonly ingest?: {
    /** Readings that were sent in. */
    readonly received: number;
    /** Those that could not be taken, by their place in the list. */
    readonly failures: readonly { readonly index: number; readonly code: ErrorCode; readonly params: ErrorParams }[];
  };
}
