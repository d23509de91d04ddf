import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StoreNode } from "../../dist/lib/red/handles.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import energyStore from "../../dist/nodes/energy-store.js";
import { eventually } from "../support/eventually.ts";
import { JournalFolder, readingAt } from "../support/journal-folder.ts";
import { helper } from "../support/node-red.ts";

const id = "e501000000000001";

describe("energy-store node", () => {
  let folder: JournalFolder;

  before((done) => {
    helper.startServer(done);
  });
  beforeEach(() => {
    folder = new JournalFolder();
  });
  afterEach(async () => {
    await helper.unload();
    await folder.remove();
    delete process.env.ENERGY_HOME;
  });
  after((done) => {
    helper.stopServer(done);
  });

  async function load(config: object, ...others: object[]): Promise<StoreNode> {
    await helper.load([energyStore.default], [{ id, type: "energy-store", ...config }, ...others]);
    return helper.getNode(id) as unknown as StoreNode;
  }
  const problems = (): string[] =>
    problemBoard()
      .list()
      .filter(({ source }) => source === id)
      .map(({ code, level }) => `${code} ${level}`);

  it("offers a journal that other nodes can use at once", async () => {
    const { store } = await load({ file: folder.file });
    await store?.commit({ records: [readingAt(0)] });
    assert.deepEqual(await store?.latest(), [readingAt(0)]);
    assert.deepEqual(problems(), []);
  });

  it("keeps the journal in ENERGY_HOME where no file is named", async () => {
    process.env.ENERGY_HOME = folder.folder;
    const { store } = await load({ file: "" });
    await store?.gauges();
    assert.ok(existsSync(join(folder.folder, "journal.db")));
  });

  it("limits it to 400 days and 2048 MB where nothing else is set", async () => {
    const { store } = await load({ file: folder.file });
    assert.equal((await store?.gauges())?.maxBytes, 2_048_000_000);
  });

  it("lets go of the file with a deployment, so that the next one has it at once", async () => {
    await (await load({ file: folder.file })).store?.commit({ records: [readingAt(0)] });
    await helper.unload();
    const { store } = await load({ file: folder.file, maxMegabytes: 100 });
    assert.deepEqual(await store?.latest(), [readingAt(0)]);
  });

  it("shares a file with a second node of the same limits, and refuses one of others", async () => {
    const other = { type: "energy-store", file: folder.file };
    const [same, different] = ["e501000000000002", "e501000000000003"];
    const { store } = await load(
      { file: folder.file },
      { ...other, id: same },
      { ...other, id: different, maxAgeDays: 3 },
    );
    const node = (at: string | undefined): StoreNode => helper.getNode(at as string) as unknown as StoreNode;
    assert.equal(node(same).store, store);
    assert.equal(node(different).store, undefined);
    assert.equal(node(different).problem?.code, "SERVICE_CONFLICT");
  });

  for (const [name, config] of [
    ["a size below 10 MB", { maxMegabytes: 1 }],
    ["an age that is no number", { maxAgeDays: "long" }],
  ] as const) {
    it(`opens nothing for ${name}`, async () => {
      const node = await load({ file: folder.file, ...config });
      assert.equal(node.store, undefined);
      assert.equal(node.problem?.code, "CONFIG_INVALID");
      assert.deepEqual(problems(), ["CONFIG_INVALID error"]);
      assert.ok(!existsSync(folder.file));
    });
  }

  it("says what keeps the journal from being opened until it is put right", async () => {
    const blocked = join(folder.folder, "deep");
    writeFileSync(blocked, "a file where the folder should be");
    const node = await load({ file: folder.file });
    await eventually(async () => (problems().includes("STORE_FAILED error") ? true : undefined));
    assert.equal(node.problem?.code, "STORE_FAILED");
    rmSync(blocked);
    await eventually(async () => (problems().length === 0 ? true : undefined));
    assert.equal(node.problem, undefined);
    await node.store?.commit({ records: [readingAt(0)] });
  });

  it("warns of a journal that was damaged, and works with a new one", async () => {
    await folder.open().store.gauges();
    await folder.close();
    writeFileSync(folder.file, "this is no database ".repeat(1000));
    const node = await load({ file: folder.file });
    await node.store?.commit({ records: [readingAt(0)] });
    assert.deepEqual(problems(), ["STORE_DAMAGED warning"]);
  });
});
