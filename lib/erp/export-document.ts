import type { Row } from "./cell";
import type { ExportPeriod } from "./export-period";
import type { ExportProfile } from "./export-profile";

/** Values by the names of a profile's fields: a row after the mapping. */
export type Entry = Row;

/** Whose document it is and for when. */
export interface DocumentHead {
  /** `<site>-<profile>-<period>`: the same for every version. */
  readonly id: string;
  readonly profile: string;
  readonly site: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly period: ExportPeriod;
}

/** What goes to the ERP once: rows under an id and a version. */
export interface ExportDocument extends DocumentHead {
  /** From 1; 0 while the period is running: such a document is not remembered. */
  readonly version: number;
  /** When this version was made, ms UTC. */
  readonly issued: number;
  /** The period is not over, or something of it is missing. */
  readonly provisional: boolean;
  /** The version that this document takes back. */
  readonly reverses?: number;
  readonly entries: readonly Entry[];
}

/** What an export has found for a period, before it has a version. */
export interface Draft {
  readonly profile: ExportProfile;
  readonly head: DocumentHead;
  readonly entries: readonly Entry[];
  readonly provisional: boolean;
}

/** The same for the same document, however often it is sent. */
export const idempotencyKey = ({
  id,
  version,
  reverses,
}: Pick<ExportDocument, "id" | "version" | "reverses">): string =>
  `${id}/${version}${reverses === undefined ? "" : `/reverses-${reverses}`}`;

export function fileName(document: ExportDocument, { format }: ExportProfile): string {
  const { id, version, reverses, provisional } = document;
  const parts = [
    id,
    ...(version > 0 ? [`v${version}`] : []),
    ...(reverses === undefined ? [] : [`reverses-v${reverses}`]),
    ...(provisional ? ["provisional"] : []),
  ];
  return `${parts.join("-")}.${format.extension}`;
}
