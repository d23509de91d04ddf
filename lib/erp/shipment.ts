import type { ExportDocument } from "./export-document";

/** What receivers, receipts and messages are told about a document. */
export interface DocumentFacts {
  readonly id: string;
  readonly version: number;
  readonly profile: string;
  readonly site: string;
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  readonly provisional: boolean;
  readonly reverses?: number;
}

/** A file on its way to a target. */
export interface Shipment {
  /** The same however often it is sent. */
  readonly key: string;
  readonly document: DocumentFacts;
  readonly filename: string;
  readonly mediaType: string;
  readonly body: Uint8Array;
}

export function factsOf(document: ExportDocument): DocumentFacts {
  const { id, version, profile, site, period, entries, provisional, reverses } = document;
  return {
    id,
    version,
    profile,
    site,
    from: new Date(period.from).toISOString(),
    to: new Date(period.to).toISOString(),
    rows: entries.length,
    provisional,
    ...(reverses !== undefined && { reverses }),
  };
}

/** What has become of a document: delivered, or refused for good. */
export interface Receipt {
  readonly kind: "receipt";
  readonly state: "delivered" | "refused";
  readonly target: string;
  readonly key: string;
  readonly document: DocumentFacts;
  readonly filename: string;
  /** ms UTC. */
  readonly at: number;
  readonly attempts: number;
  /** What the target answered. */
  readonly answer: string;
}
