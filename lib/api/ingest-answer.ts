import { EnergyError, type ErrorCode, type ErrorParams } from "../contract/error";
import { problemMediaType, problemOf } from "./problem";

/** What became of the readings of a request, when those that could be taken are stored. */
export interface IngestOutcome {
  readonly stored: number;
  /** Of these, how many had been stored before. */
  readonly repeated: number;
  readonly failures: readonly { readonly index: number; readonly code: ErrorCode; readonly params: ErrorParams }[];
}

export interface IngestAnswer {
  readonly statusCode: number;
  readonly mediaType: string;
  readonly payload: object;
}

/**
 * 201 where something is new, 200 where all of it was known: the same request may be sent again. Where
 * readings could not be taken it is a problem that names each by its place in the list; the others are
 * stored all the same (`acceptedSchema`, `failuresSchema`).
 */
export function ingestAnswer(
  { stored, repeated, failures }: IngestOutcome,
  text: (error: { code: ErrorCode; params: ErrorParams }) => string,
): IngestAnswer {
  const accepted = { accepted: stored, repeated };
  const [first] = failures;
  if (!first) {
    return { statusCode: stored > repeated ? 201 : 200, mediaType: "application/json", payload: accepted };
  }
  const told = failures.map(({ index, code, params }) => ({ index, code, detail: text({ code, params }) }));
  const problem = problemOf(new EnergyError("MESSAGE_INVALID"), told[0]?.detail ?? "");
  const payload = { ...problem, code: first.code, ...accepted, failures: told };
  return { statusCode: problem.status, mediaType: problemMediaType, payload };
}
