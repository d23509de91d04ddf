import assert from "node:assert/strict";
import type { Node } from "node-red";
import type { Message, Reading } from "../../dist/lib/contract/messages.js";
import type { StoreNode } from "../../dist/lib/red/handles.js";
import energyJournal from "../../dist/nodes/energy-journal.js";
import energyStore from "../../dist/nodes/energy-store.js";
import { JournalFolder, readingAt } from "../support/journal-folder.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const ids = { store: "e502000000000001", journal: "e502000000000002", out: "e502000000000003" };

describe("energy-journal node", () => {
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
  });
  after((done) => {
    helper.stopServer(done);
  });

  async function load(store: object = { file: folder.file }): Promise<{ node: Node; out: Received<Message>[] }> {
    await helper.load(
      [energyStore.default, energyJournal.default],
      [
        { id: ids.store, type: "energy-store", ...store },
        { id: ids.journal, type: "energy-journal", store: ids.store, wires: [[ids.out]] },
        { id: ids.out, type: "helper" },
      ],
    );
    return { node: helper.getNode(ids.journal), out: receivedBy(ids.out) };
  }
  const stored = async (): Promise<readonly Reading[]> => {
    const { store } = helper.getNode(ids.store) as unknown as StoreNode;
    return (await store?.readings({ from: 0, to: 8e15, limit: 100 }))?.items ?? [];
  };
  const codeOf = (error: Error | undefined): unknown => (error as { code?: string } | undefined)?.code;

  it("passes a message on when it is on the disk, with its number and whatever else it carried", async () => {
    const { node, out } = await load();
    const inJournal: Promise<readonly Reading[]>[] = [];
    helper.getNode(ids.out).on("input", () => inJournal.push(stored()));
    assert.equal(await deliver(node, { payload: readingAt(0), plant: "mine" }), undefined);
    assert.equal(out.length, 1);
    assert.equal(out[0]?.topic, "works/m1/reading");
    assert.deepEqual(out[0]?.payload, readingAt(0));
    assert.deepEqual(out[0]?.journal, { seq: 1 });
    assert.equal(out[0]?.plant, "mine");
    assert.deepEqual(await inJournal[0], [readingAt(0)]);
  });

  it("takes a list as that many messages", async () => {
    const { node, out } = await load();
    await deliver(node, { payload: [readingAt(0), readingAt(1), readingAt(0, "m2")] });
    assert.deepEqual(
      out.map(({ topic, journal }) => [topic, journal]),
      [
        ["works/m1/reading", { seq: 1 }],
        ["works/m1/reading", { seq: 2 }],
        ["works/m2/reading", { seq: 3 }],
      ],
    );
  });

  it("gives a repeated message its old number, so that nobody downstream counts it twice", async () => {
    const { node, out } = await load();
    for (let n = 0; n < 2; n++) await deliver(node, { payload: readingAt(0) });
    assert.deepEqual(
      out.map(({ journal }) => journal),
      [{ seq: 1 }, { seq: 1 }],
    );
    assert.equal((await stored()).length, 1);
  });

  it("keeps the order of messages that arrive faster than they are stored", async () => {
    const { node, out } = await load();
    await Promise.all(Array.from({ length: 250 }, (_, n) => deliver(node, { payload: readingAt(n) })));
    assert.deepEqual(
      out.map(({ payload }) => (payload as Reading).at),
      Array.from({ length: 250 }, (_, n) => readingAt(n).at),
    );
  });

  for (const [name, payload] of [
    ["what is no message", { power: 12 }],
    ["a number that is none", { ...readingAt(0), values: { active_power: "12" } }],
    ["a kind that is not kept", { kind: "query", site: "works", from: 0, to: 1 }],
    ["a list with one wrong message, as a whole", [readingAt(0), { kind: "reading" }]],
  ] as const) {
    it(`refuses ${name}: an error and nothing passed on`, async () => {
      const { node, out } = await load();
      assert.equal(codeOf(await deliver(node, { payload })), "MESSAGE_INVALID");
      assert.equal(out.length, 0);
      assert.deepEqual(await stored(), []);
      assert.equal(await deliver(node, { payload: readingAt(5) }), undefined);
    });
  }

  it("passes nothing on without a journal, and says why to every message", async () => {
    const { node, out } = await load({ file: folder.file, maxMegabytes: 1 });
    assert.equal(codeOf(await deliver(node, { payload: readingAt(0) })), "CONFIG_INVALID");
    assert.equal(out.length, 0);
  });
});
