import assert from "node:assert/strict";
import type { EnergyError } from "../../dist/lib/contract/error.js";
import type { Row } from "../../dist/lib/erp/cell.js";
import type { ExportDocument } from "../../dist/lib/erp/export-document.js";
import type { ExportProfile } from "../../dist/lib/erp/export-profile.js";
import { parseExport } from "../../dist/lib/erp/parse-export.js";
import { Exporter, fetched } from "../../dist/lib/io/erp/exporter.js";
import { draftOfRows, issued, october, posting } from "../support/export-rows.ts";
import { MemoryStore } from "../support/memory-store.ts";

const profileOf = (corrections: string, codes: object = { "*": "4240" }): ExportProfile =>
  parseExport({
    id: "costs",
    source: "postings",
    corrections,
    format: { type: "json" },
    fields: [
      { name: "costCentre" },
      { name: "account", field: "component", type: "code", codes },
      { name: "amount", decimals: 2 },
      { name: "version" },
    ],
  });

interface Written {
  readonly document: Pick<ExportDocument, "id" | "version"> & { reverses?: number };
  readonly rows: readonly { costCentre: string; account: string; amount: number; version: number }[];
}

/** One receiver: what it has been sent, in order. */
class Receiver {
  readonly got: string[] = [];
  readonly #exporter: Exporter;
  constructor(store: MemoryStore, name = "n1") {
    this.#exporter = new Exporter(store, name);
  }

  async issue(profile: ExportProfile, rows: readonly Row[], now = issued): Promise<boolean> {
    const { shipments, isNew } = await this.#exporter.issue(await draftOfRows(profile, rows, now), now);
    if (!isNew) return false;
    for (const { body } of shipments) this.got.push(said(body));
    return true;
  }
}

function said(body: Uint8Array): string {
  const { document, rows } = JSON.parse(Buffer.from(body).toString()) as Written;
  const lines = rows.map(({ costCentre, account, amount }) => `${costCentre}/${account} ${amount}`);
  return `v${document.version}${document.reverses ? ` reverses v${document.reverses}` : ""}: ${lines.join(", ")}`;
}

describe("a document", () => {
  const first = [posting("4100", "10"), posting("4200", "-2.5")];
  const corrected = [posting("4100", "11"), posting("4200", "-2.5")];

  it("is issued once, however often the same is exported, and by whatever program", async () => {
    const store = new MemoryStore();
    const receiver = new Receiver(store);
    assert.equal(await receiver.issue(profileOf("reversal"), first), true);
    assert.equal(await receiver.issue(profileOf("reversal"), first), false);
    assert.equal(await new Receiver(store).issue(profileOf("reversal"), first), false);
    assert.deepEqual(receiver.got, ["v1: 4100/4240 10, 4200/4240 -2.5"]);
  });

  it("that was wrong is taken back by a reversal, then issued anew", async () => {
    const receiver = new Receiver(new MemoryStore());
    await receiver.issue(profileOf("reversal"), first);
    await receiver.issue(profileOf("reversal"), corrected);
    assert.deepEqual(receiver.got.slice(1), [
      "v2 reverses v1: 4100/4240 -10, 4200/4240 2.5",
      "v2: 4100/4240 11, 4200/4240 -2.5",
    ]);
  });

  it("takes back what was booked where it was booked, also when the accounts have changed since", async () => {
    const receiver = new Receiver(new MemoryStore());
    await receiver.issue(profileOf("reversal"), first);
    await receiver.issue(profileOf("reversal", { "*": "9999" }), first);
    assert.deepEqual(receiver.got.slice(1), [
      "v2 reverses v1: 4100/4240 -10, 4200/4240 2.5",
      "v2: 4100/9999 10, 4200/9999 -2.5",
    ]);
  });

  it("holds reversal and new posting in one, or replaces the old, as the profile says", async () => {
    const combined = new Receiver(new MemoryStore());
    const replaced = new Receiver(new MemoryStore());
    for (const rows of [first, corrected]) {
      await combined.issue(profileOf("combined"), rows);
      await replaced.issue(profileOf("replace"), rows);
    }
    assert.deepEqual(combined.got.slice(1), [
      "v2 reverses v1: 4100/4240 -10, 4200/4240 2.5, 4100/4240 11, 4200/4240 -2.5",
    ]);
    assert.deepEqual(replaced.got.slice(1), ["v2: 4100/4240 11, 4200/4240 -2.5"]);
  });

  it("reverses what this receiver has had, not what others had", async () => {
    const store = new MemoryStore();
    const [eager, lazy] = [new Receiver(store, "eager"), new Receiver(store, "lazy")];
    await eager.issue(profileOf("reversal"), first);
    await lazy.issue(profileOf("reversal"), first);
    await eager.issue(profileOf("reversal"), corrected);
    await eager.issue(profileOf("reversal"), first);
    await lazy.issue(profileOf("reversal"), first);
    assert.equal(eager.got.at(-1), "v3: 4100/4240 10, 4200/4240 -2.5");
    assert.deepEqual(lazy.got.slice(1), [
      "v3 reverses v1: 4100/4240 -10, 4200/4240 2.5",
      "v3: 4100/4240 10, 4200/4240 -2.5",
    ]);
  });

  it("says plainly when the rows to take back are not kept any more", async () => {
    const store = new MemoryStore();
    const [eager, lazy] = [new Receiver(store, "eager"), new Receiver(store, "lazy")];
    await lazy.issue(profileOf("reversal"), [posting("1", "0.5")]);
    for (let n = 1; n <= 12; n++) await eager.issue(profileOf("reversal"), [posting("1", String(n))]);
    await assert.rejects(
      lazy.issue(profileOf("reversal"), [posting("1", "12")]),
      (error: EnergyError) => error.code === "DOCUMENT_TOO_OLD",
    );
  });

  it("that was complete is not corrected by figures that are gone", async () => {
    const store = new MemoryStore();
    const exporter = new Exporter(store, "n1");
    const complete = await draftOfRows(profileOf("reversal"), first);
    const { isNew } = await exporter.issue({ ...complete, provisional: true }, issued);
    assert.equal(isNew, true, "an incomplete one may be issued");
    await exporter.issue(await draftOfRows(profileOf("reversal"), corrected), issued);
    const gone = { ...(await draftOfRows(profileOf("reversal"), [])), provisional: true };
    await assert.rejects(exporter.issue(gone, issued), (error: EnergyError) => error.code === "DOCUMENT_INCOMPLETE");
  });

  it("of a running period has version 0 and is not remembered", async () => {
    const store = new MemoryStore();
    const receiver = new Receiver(store);
    await receiver.issue(profileOf("reversal"), first, october.to - 1);
    await receiver.issue(profileOf("reversal"), corrected);
    assert.deepEqual(receiver.got, ["v0: 4100/4240 10, 4200/4240 -2.5", "v1: 4100/4240 11, 4200/4240 -2.5"]);
  });

  it("is not issued when it cannot be written down", async () => {
    const store = new MemoryStore();
    const receiver = new Receiver(store);
    store.failNext = new Error("disk full");
    await assert.rejects(receiver.issue(profileOf("reversal"), first), /disk full/);
    assert.equal(await receiver.issue(profileOf("reversal"), corrected), true);
    assert.deepEqual(receiver.got, ["v1: 4100/4240 11, 4200/4240 -2.5"]);
  });

  it("gets one version, though many ask for it at the same time", async () => {
    const store = new MemoryStore();
    const drafts = await Promise.all(
      [first, corrected, first, corrected].map((rows) => draftOfRows(profileOf("replace"), rows)),
    );
    const shipments = await Promise.all(drafts.map((draft) => fetched(store, draft, issued, undefined)));
    assert.deepEqual(
      shipments.map((shipment) => shipment?.document.version),
      [1, 2, 3, 4],
    );
  });

  it("can be fetched, and so can the reversal of a version that was fetched before", async () => {
    const store = new MemoryStore();
    const fetch = async (rows: readonly Row[], reverses?: number) => {
      const shipment = await fetched(store, await draftOfRows(profileOf("reversal"), rows), issued, reverses);
      return shipment && said(shipment.body);
    };
    assert.equal(await fetch(first), "v1: 4100/4240 10, 4200/4240 -2.5");
    assert.equal(await fetch(first, 1), undefined, "nothing has changed, so there is nothing to take back");
    assert.equal(await fetch(corrected), "v2: 4100/4240 11, 4200/4240 -2.5");
    assert.equal(await fetch(corrected, 1), "v2 reverses v1: 4100/4240 -10, 4200/4240 2.5");
    assert.equal(await fetch(corrected, 7), undefined);
  });
});
