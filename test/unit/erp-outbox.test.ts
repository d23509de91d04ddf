import assert from "node:assert/strict";
import type { EnergyError } from "../../dist/lib/contract/error.js";
import { Outbox } from "../../dist/lib/erp/outbox.js";
import { parseExport } from "../../dist/lib/erp/parse-export.js";
import type { Shipment } from "../../dist/lib/erp/shipment.js";
import { Exporter } from "../../dist/lib/io/erp/exporter.js";
import { draftOfRows, issued, posting } from "../support/export-rows.ts";
import { MemoryStore } from "../support/memory-store.ts";

const shipment = (id: string, version = 1, bytes = 1): Shipment => ({
  key: `${id}/${version}`,
  document: { id, version, profile: "p", site: "s", from: "", to: "", rows: 1, provisional: false },
  filename: `${id}.csv`,
  mediaType: "text/csv",
  body: Buffer.alloc(bytes, 65),
});

async function filled(store: MemoryStore, ...shipments: Shipment[]): Promise<Outbox> {
  const outbox = new Outbox(store, "n1", "http://erp");
  await outbox.load();
  const { states, accept } = outbox.put(shipments);
  await store.commit({ states });
  accept();
  return outbox;
}

const keyOf = (outbox: Outbox): string | undefined => outbox.next()?.shipment.key;

describe("an outbox", () => {
  it("gives its documents in the order in which they came, also after a restart", async () => {
    const store = new MemoryStore();
    const first = await filled(store, shipment("a"), shipment("b"));
    await first.delivered(first.next() ?? assert.fail());
    const second = await filled(store, shipment("c"));
    assert.equal(keyOf(second), "b/1", "a's place was free, but b was there before c");
    assert.equal(second.size, 2);
    assert.equal(second.next()?.shipment.body.byteLength, 1);
  });

  it("holds back what follows a refused document of the same id, and nothing else", async () => {
    const outbox = await filled(new MemoryStore(), shipment("a", 1), shipment("a", 2), shipment("b"));
    await outbox.failed(outbox.next() ?? assert.fail(), "status 422");
    assert.equal(keyOf(outbox), "b/1");
    await outbox.delivered(outbox.next() ?? assert.fail());
    assert.equal(keyOf(outbox), undefined);
    assert.equal(await outbox.retry(), 1);
    assert.equal(keyOf(outbox), "a/1");
    assert.equal(outbox.next()?.attempts, 1);
  });

  it("takes no more than it can hold, in number and in bytes", async () => {
    const many = Array.from({ length: 200 }, (_, n) => shipment(`a${n}`));
    const full = (outbox: Outbox, one: Shipment) =>
      assert.throws(
        () => outbox.put([one]),
        (error: EnergyError) => error.code === "OUTBOX_FULL",
      );
    full(await filled(new MemoryStore(), ...many), shipment("b"));
    full(await filled(new MemoryStore(), shipment("a", 1, 60_000_000)), shipment("b", 1, 5_000_000));
  });

  it("that is full keeps a document from being issued: it is made again later", async () => {
    const store = new MemoryStore();
    const outbox = await filled(store, ...Array.from({ length: 200 }, (_, n) => shipment(`a${n}`)));
    const exporter = new Exporter(store, "n1", outbox);
    const profile = parseExport({ id: "x", source: "postings", format: { type: "csv" } });
    const draft = await draftOfRows(profile, [posting("1", "1")]);
    await assert.rejects(exporter.issue(draft, issued), (error: EnergyError) => error.code === "OUTBOX_FULL");
    await outbox.delivered(outbox.next() ?? assert.fail());
    const { isNew, shipments } = await exporter.issue(draft, issued);
    assert.deepEqual([isNew, shipments[0]?.document.version], [true, 1]);
  });
});
