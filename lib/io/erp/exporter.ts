import type { Draft, ExportDocument } from "../../erp/export-document";
import { documentOf, documentsSince, type IssuedVersion, reversalOf } from "../../erp/issue";
import { ExportLedger, type KeptStates } from "../../erp/ledger";
import type { Outbox } from "../../erp/outbox";
import type { Shipment } from "../../erp/shipment";
import type { StateEntry } from "../../store/store";
import { documentFile } from "./document-file";
import { entriesDigest } from "./sha256";

/** What an export has come to. */
export interface Issued {
  /** In the order in which they are to be booked. */
  readonly shipments: readonly Shipment[];
  /** False where everything had been issued here before: the document as it stands is shown again. */
  readonly isNew: boolean;
}

const stateVersion = 1;

/** Issues documents for one receiver: remembers which versions it has, and puts new ones into its outbox. */
export class Exporter {
  readonly #states: KeptStates;
  readonly #sentNode: string;
  readonly #ledger: ExportLedger;
  readonly #outbox: Outbox | undefined;

  /** `node` names the receiver in the journal; without an outbox nothing is sent, and whoever called sees to it. */
  constructor(states: KeptStates, node: string, outbox?: Outbox) {
    this.#states = states;
    // Who later enters a target wants it to get what so far only the flow has seen.
    this.#sentNode = `${node}/${outbox ? "sent" : "shown"}`;
    this.#ledger = new ExportLedger(states);
    this.#outbox = outbox;
  }

  /** Whether the receiver has had any version of a document. */
  async hasHad(document: string): Promise<boolean> {
    return (await this.#versionSent(document)) !== undefined;
  }

  /**
   * Issues what a draft says, durably and in one step with its place in the outbox. A period that is still running has
   * version 0: such a document is shown, but neither remembered nor sent. Rejects as `documentFile` and the store do,
   * and with OUTBOX_FULL or DOCUMENT_TOO_OLD.
   */
  async issue(draft: Draft, now: number): Promise<Issued> {
    const { profile, head } = draft;
    const files = (documents: readonly ExportDocument[]) => inTurn(documents, (one) => documentFile(profile, one));
    if (head.period.to > now) return { shipments: await files([runningDocument(draft, now)]), isNew: true };
    const sent = await this.#versionSent(head.id);
    let accept: (() => void) | undefined;
    const issued = await this.#ledger.issue(
      draft,
      await entriesDigest(draft.entries),
      now,
      async (current, versions) => {
        const had = versions.find(({ version }) => version === sent);
        const documents = documentsSince(draft, current, had);
        if (documents.length === 0) {
          return { states: [], result: { shipments: await files([documentOf(draft, current)]), isNew: false } };
        }
        const shipments = await files(documents);
        const put = this.#outbox?.put(shipments);
        accept = put?.accept;
        return {
          states: [...(put?.states ?? []), this.#sentEntry(head.id, current)],
          result: { shipments, isNew: true },
        };
      },
    );
    accept?.();
    return issued;
  }

  async #versionSent(document: string): Promise<number | undefined> {
    const entries = await this.#states.states(this.#sentNode);
    return entries.find(({ key }) => key === document)?.state as number | undefined;
  }

  #sentEntry(document: string, { version }: IssuedVersion): StateEntry {
    return { node: this.#sentNode, key: document, version: stateVersion, seq: 0, state: version };
  }
}

/**
 * The document of a draft for somebody who fetches it, under the version that it has; or the reversal of a version that
 * was fetched before. Undefined where that version was never issued.
 */
export async function fetched(
  states: KeptStates,
  draft: Draft,
  now: number,
  reverses: number | undefined,
): Promise<Shipment | undefined> {
  const { profile, head } = draft;
  if (head.period.to > now) {
    return reverses === undefined ? documentFile(profile, runningDocument(draft, now)) : undefined;
  }
  const digest = await entriesDigest(draft.entries);
  const document = await new ExportLedger(states).issue(draft, digest, now, async (current, versions) => {
    if (reverses === undefined) return { states: [], result: documentOf(draft, current) };
    const had = versions.find(({ version }) => version === reverses && version < current.version);
    return { states: [], result: had && reversalOf(draft, current, had) };
  });
  return document && documentFile(profile, document);
}

const runningDocument = (draft: Draft, now: number): ExportDocument => documentOf(draft, { version: 0, issued: now });

async function inTurn<A, B>(items: readonly A[], make: (item: A) => Promise<B>): Promise<B[]> {
  const made: B[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}
