import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EnergyError } from "../../dist/lib/contract/error.js";
import type { Shipment } from "../../dist/lib/erp/shipment.js";
import { FileDrop } from "../../dist/lib/io/erp/file-drop.js";

const shipment = (body: string): Shipment => ({
  key: "a/1",
  document: { id: "a", version: 1, profile: "p", site: "s", from: "", to: "", rows: 1, provisional: false },
  filename: "a-v1.csv",
  mediaType: "text/csv; charset=utf-8",
  body: Buffer.from(body),
});

describe("a document dropped into a folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "energy-drop-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is the whole file under its name and nothing else", async () => {
    const inbox = join(folder, "not", "yet", "there");
    assert.equal(await new FileDrop(inbox).send(shipment("one")), join(inbox, "a-v1.csv"));
    assert.deepEqual(readdirSync(inbox), ["a-v1.csv"]);
    assert.equal(readFileSync(join(inbox, "a-v1.csv"), "utf8"), "one");
  });

  it("is never seen half: whoever watches the folder reads the old file or the new", async () => {
    const big = "x".repeat(2_000_000);
    const drop = new FileDrop(folder);
    await drop.send(shipment(`old${big}`));
    const seen = new Set<string>();
    let over = false;
    const sent = Promise.all(
      Array.from({ length: 10 }, (_, n) => n).map(() => drop.send(shipment(`new${big}`))),
    ).finally(() => {
      over = true;
    });
    while (!over) {
      const content = readFileSync(join(folder, "a-v1.csv"), "utf8");
      seen.add(`${content.slice(0, 3)} ${content.length}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await sent;
    assert.deepEqual(
      [...seen].filter((one) => !/^(old|new) 2000003$/.test(one)),
      [],
    );
    assert.deepEqual(readdirSync(folder), ["a-v1.csv"]);
  });

  it("that cannot be written is tried again later, and leaves nothing behind", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    await assert.rejects(
      new FileDrop(file).send(shipment("one")),
      (error: EnergyError) => error.code === "TARGET_UNREACHABLE",
    );
    assert.deepEqual(readdirSync(folder), ["file"]);
  });
});
