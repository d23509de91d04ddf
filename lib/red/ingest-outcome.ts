import type { IngestOutcome } from "../api/ingest-answer";
import { EnergyError, type ErrorCode, type ErrorParams, errorCodes } from "../contract/error";
import type { Ingested } from "./ingested";
import type { JournalledWhole } from "./journalled";

/** A message that has been through `reading-in` and `energy-journal`, or that a `catch` node has brought. */
export interface IngestMessage extends Ingested, JournalledWhole {
  readonly error?: {
    readonly message?: unknown;
    readonly code?: unknown;
    readonly cause?: { readonly params?: unknown };
  };
}

/** What became of the readings of a request; throws what has stopped them as a whole. */
export function ingestOutcomeOf({ ingest, journal, error }: IngestMessage): IngestOutcome {
  if (error) throw caught(error);
  if (!journal) throw new EnergyError("STORE_FAILED", { detail: "the readings have not been through a journal" });
  return { stored: journal.seqs.length, repeated: journal.duplicates, failures: ingest?.failures ?? [] };
}

/** `catch` hands over the error of a node: our code, and with the cause the values of its text. */
function caught({ message, code, cause }: NonNullable<IngestMessage["error"]>): EnergyError {
  const known = errorCodes.includes(code as ErrorCode) && typeof cause?.params === "object";
  if (known) return new EnergyError(code as ErrorCode, cause?.params as ErrorParams);
  return new EnergyError("INTERNAL", { detail: String(message) });
}
