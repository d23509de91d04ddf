import assert from "node:assert/strict";
import type { Reading } from "../../dist/lib/contract/messages.js";
import type { StoreNode } from "../../dist/lib/red/handles.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import { JournalFlow, quarter, reading, storeId } from "../support/journal-flow.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const ids = { journal: "e520000000000002", out: "e520000000000003" };
const nodes = [
  { id: ids.journal, type: "energy-journal", store: storeId, wires: [[ids.out]] },
  { id: ids.out, type: "helper" },
];
const journal = () => helper.getNode(ids.journal);
const store = () => {
  const found = (helper.getNode(storeId) as unknown as StoreNode).store;
  assert.ok(found);
  return found;
};
const seqOf = (message: Received<unknown> | undefined) => (message?.journal as { seq: number } | undefined)?.seq;

describe("energy-journal", () => {
  let flow: JournalFlow;

  before((done) => {
    helper.startServer(done);
  });
  beforeEach(() => {
    flow = new JournalFlow();
  });
  afterEach(() => flow.remove());
  after((done) => {
    helper.stopServer(done);
  });

  it("passes a message on with its number, and finds it again after a restart", async () => {
    await flow.load(nodes);
    const out = receivedBy<Reading>(ids.out);
    assert.equal(await deliver(journal(), { payload: reading(1), plant: "mine" }), undefined);
    assert.equal(out.length, 1);
    assert.deepEqual(out[0]?.payload, reading(1));
    assert.equal(out[0]?.topic, "works/m1/reading");
    assert.equal(out[0]?.plant, "mine");
    const seq = seqOf(out[0]);
    await flow.load(nodes);
    assert.deepEqual(await store().tail(0, ["reading"], 10), [{ seq, payload: reading(1) }]);
  });

  it("passes nothing on before it is stored", async () => {
    await flow.load(nodes);
    const out = receivedBy<Reading>(ids.out);
    const { commit } = store();
    let stored = (): void => {};
    store().commit = async (records) => {
      await new Promise<void>((resolve) => {
        stored = resolve;
      });
      return commit.call(store(), records);
    };
    const delivered = deliver(journal(), { payload: reading(1) });
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(out.length, 0);
    stored();
    await delivered;
    assert.equal(out.length, 1);
  });

  it("passes nothing on that could not be stored", async () => {
    await flow.load(nodes);
    const out = receivedBy<Reading>(ids.out);
    await store().close();
    const error = await deliver(journal(), { payload: reading(1) });
    assert.equal((error as Error & { code?: string }).code, "STORE_CLOSED");
    assert.equal(out.length, 0);
    assert.equal(problemBoard().list()[0]?.code, "STORE_CLOSED");
  });

  it("makes one message of every record of an array, and keeps the order of all", async () => {
    await flow.load(nodes);
    const out = receivedBy<Reading>(ids.out);
    await Promise.all([
      deliver(journal(), { payload: reading(0) }),
      deliver(journal(), { payload: [reading(1), reading(2), reading(3)] }),
      deliver(journal(), { payload: reading(4) }),
    ]);
    assert.deepEqual(
      out.map(({ payload }) => payload.values.active_power),
      [0, 1, 2, 3, 4],
    );
    assert.deepEqual(out.map(seqOf), [1, 2, 3, 4, 5]);
  });

  it("gives the whole message on the second output, once and as it came, when all of it is stored", async () => {
    const out = "e520000000000004";
    await flow.load([
      { id: ids.journal, type: "energy-journal", store: storeId, wires: [[ids.out], [out]] },
      { id: ids.out, type: "helper" },
      { id: out, type: "helper" },
    ]);
    const each = receivedBy<Reading>(ids.out);
    const whole = receivedBy<readonly Reading[]>(out);
    await deliver(journal(), { payload: reading(1) });
    await deliver(journal(), { payload: [reading(1), reading(2)], request: 7 });
    assert.equal(each.length, 3);
    assert.deepEqual(
      whole.map(({ journal, request }) => [journal, request]),
      [
        [{ seqs: each.slice(0, 1).map(seqOf), duplicates: 0 }, undefined],
        [{ seqs: each.slice(1).map(seqOf), duplicates: 1 }, 7],
      ],
    );
    assert.deepEqual(whole[1]?.payload, [reading(1), reading(2)]);
    await deliver(journal(), { payload: [] });
    assert.deepEqual(whole[2]?.journal, { seqs: [], duplicates: 0 });
    assert.equal(each.length, 3);
  });

  it("passes a repeated message on with the number it has already", async () => {
    await flow.load(nodes);
    const out = receivedBy<Reading>(ids.out);
    await deliver(journal(), { payload: reading(1) });
    await deliver(journal(), { payload: reading(1) });
    assert.deepEqual(out.map(seqOf), [1, 1]);
    assert.equal((await store().gauges()).records, 1);
  });

  it("refuses an array as a whole where one record is wrong", async () => {
    await flow.load(nodes);
    const out = receivedBy<Reading>(ids.out);
    const error = await deliver(journal(), { payload: [reading(1), reading(2, { quality: "fine" })] });
    assert.match(String(error), /quality/);
    assert.equal(out.length, 0);
    assert.equal((await store().gauges()).records, 0);
  });

  it("refuses what is not kept, and stores what comes after it", async () => {
    await flow.load(nodes);
    const out = receivedBy<Reading>(ids.out);
    const question = { kind: "query", site: "works", from: 0, to: 1 };
    for (const payload of [question, quarter(0, { version: 0 }), "reading", undefined]) {
      const error = await deliver(journal(), { payload });
      assert.equal((error as (Error & { code?: string }) | undefined)?.code, "MESSAGE_INVALID");
    }
    assert.equal(await deliver(journal(), { payload: reading(1) }), undefined);
    assert.equal(out.length, 1);
  });

  it("refuses every message where there is no usable store", async () => {
    await flow.load(nodes, { maxAgeDays: -1 });
    const out = receivedBy<Reading>(ids.out);
    assert.equal(
      problemBoard()
        .list()
        .filter(({ source }) => source === ids.journal).length,
      1,
    );
    assert.match(String(await deliver(journal(), { payload: reading(1) })), /maxAgeDays/);
    assert.equal(out.length, 0);
  });
});
