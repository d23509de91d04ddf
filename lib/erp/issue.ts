import { EnergyError } from "../contract/error";
import { isNumber } from "./cell";
import type { Draft, Entry, ExportDocument } from "./export-document";
import type { ExportProfile } from "./export-profile";
import { negated } from "./number-text";

/** What is remembered of an issued version. */
export interface IssuedVersion {
  readonly version: number;
  /** Of its entries. */
  readonly digest: string;
  /** ms UTC. */
  readonly issued: number;
  readonly provisional: boolean;
  /** What a reversal takes back; dropped where versions replace each other and from versions long superseded. */
  readonly entries?: readonly Entry[];
}

/**
 * The version that a draft has or becomes: the newest issued one where it says the same. Throws DOCUMENT_INCOMPLETE where
 * that one was complete and this is not: data that retention has dropped is no correction.
 */
export function versionOf(draft: Draft, newest: IssuedVersion | undefined, digest: string, now: number): IssuedVersion {
  // The same figures, but now nothing of them is missing any more: the receiver must know.
  const completed = newest?.provisional === true && !draft.provisional;
  if (newest?.digest === digest && !completed) return newest;
  if (newest && !newest.provisional && draft.provisional) {
    throw new EnergyError("DOCUMENT_INCOMPLETE", { document: draft.head.id, version: newest.version });
  }
  return {
    version: (newest?.version ?? 0) + 1,
    digest,
    issued: now,
    provisional: draft.provisional,
    ...(draft.profile.corrections !== "replace" && { entries: draft.entries }),
  };
}

/** The document of a period as it stands in a version. */
export function documentOf(
  { head, entries, provisional }: Draft,
  { version, issued }: Pick<IssuedVersion, "version" | "issued">,
): ExportDocument {
  return { ...head, version, issued, provisional, entries };
}

/**
 * What brings a receiver from the version it has to this one, in order: the document alone, or before it or in it the
 * reversal of what was sent. Nothing where it has this version already. Throws DOCUMENT_TOO_OLD.
 */
export function documentsSince(draft: Draft, current: IssuedVersion, had: IssuedVersion | undefined): ExportDocument[] {
  if (had?.version === current.version) return [];
  const document = documentOf(draft, current);
  if (!had || had.entries?.length === 0) return [document];
  switch (draft.profile.corrections) {
    case "replace":
      return [document];
    case "reversal":
      return [reversalOf(draft, current, had), document];
    case "combined": {
      const reversal = reversalOf(draft, current, had);
      return [{ ...reversal, entries: [...reversal.entries, ...document.entries] }];
    }
  }
}

/** The document that takes back a version; it is issued with the version that follows it. Throws DOCUMENT_TOO_OLD. */
export function reversalOf(draft: Draft, current: IssuedVersion, had: IssuedVersion): ExportDocument {
  if (!had.entries) throw new EnergyError("DOCUMENT_TOO_OLD", { document: draft.head.id, version: had.version });
  const entries = had.entries.map((entry) => reversed(entry, draft.profile));
  return { ...documentOf(draft, current), reverses: had.version, entries };
}

/** Every amount with the other sign; what it was booked under stays as it was. */
function reversed(entry: Entry, { fields }: ExportProfile): Entry {
  const amounts = new Set(fields.filter(({ amount }) => amount).map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(entry).map(([name, cell]) => [
      name,
      amounts.has(name) && isNumber(cell) ? { number: negated(cell.number) } : cell,
    ]),
  );
}
