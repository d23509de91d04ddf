import assert from "node:assert/strict";
import type { Node } from "node-red";
import type { Interval, Message, Reading } from "../../dist/lib/contract/messages.js";
import type { StoreNode } from "../../dist/lib/red/handles.js";
import energyStore from "../../dist/nodes/energy-store.js";
import history from "../../dist/nodes/history.js";
import { JournalFolder, readingAt, readingsFrom } from "../support/journal-folder.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const ids = { store: "e503000000000001", history: "e503000000000002", out: "e503000000000003" };
const quarter = 900_000;

const interval = (from: number, version = 1): Interval => ({
  kind: "interval",
  site: "works",
  meter: "m1",
  quantity: "active_energy_import",
  from,
  to: from + quarter,
  amount: version,
  quality: "measured",
  reasons: [],
  version,
});

describe("history node", () => {
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

  async function load(
    records: readonly Message[],
    config: object,
  ): Promise<{ node: Node; out: Received<Message[]>[] }> {
    await helper.load(
      [energyStore.default, history.default],
      [
        { id: ids.store, type: "energy-store", file: folder.file },
        { id: ids.history, type: "history", store: ids.store, wires: [[ids.out]], ...config },
        { id: ids.out, type: "helper" },
      ],
    );
    await (helper.getNode(ids.store) as unknown as StoreNode).store?.commit({ records });
    return { node: helper.getNode(ids.history), out: receivedBy(ids.out) };
  }

  it("answers with the readings of a period; from counts, to does not; ms and ISO 8601 alike", async () => {
    const { node, out } = await load(readingsFrom(0, 10), { kind: "readings" });
    await deliver(node, { payload: { from: readingAt(2).at, to: "2026-01-05T09:00:05Z" }, asked: "by me" });
    assert.deepEqual(out[0]?.payload, readingsFrom(2, 3));
    assert.equal(out[0]?.asked, "by me");
    assert.ok(!("next" in (out[0] as object)));
  });

  it("answers an empty message by its dialog: the hours before now", async () => {
    const now = Date.now();
    const [old, recent] = [25, 1].map((hours) => ({ ...readingAt(0), at: now - hours * 3_600_000 })) as [
      Reading,
      Reading,
    ];
    const { node, out } = await load([old, recent], { kind: "readings", lastHours: "24" });
    await deliver(node, { payload: now });
    assert.deepEqual(out[0]?.payload, [recent]);
  });

  it("pages on with the cursor of the answer before", async () => {
    const { node, out } = await load(readingsFrom(0, 10), { kind: "readings", limit: 6 });
    const period = { from: 0, to: readingAt(100).at };
    await deliver(node, { payload: period });
    assert.deepEqual(out[0]?.payload, readingsFrom(0, 6));
    await deliver(node, { payload: { ...period, cursor: out[0]?.next }, next: out[0]?.next });
    assert.deepEqual(out[1]?.payload, readingsFrom(6, 4));
    assert.equal(out[1]?.next, undefined);
  });

  it("gives corrected intervals in their highest version, of the step and quantity that are asked for", async () => {
    const records = [interval(0), interval(quarter), interval(0, 2), { ...interval(0), to: 86_400_000 }];
    const { node, out } = await load(records, { kind: "intervals", step: "15m" });
    await deliver(node, { payload: { from: 0, to: 86_400_000 } });
    assert.deepEqual(out[0]?.payload, [interval(0, 2), interval(quarter)]);
    await deliver(node, { payload: { from: 0, to: 86_400_000, quantity: "gas_volume" } });
    assert.deepEqual(out[1]?.payload, []);
  });

  it("gives the newest reading of each meter, or of one", async () => {
    const { node, out } = await load([...readingsFrom(0, 5), ...readingsFrom(0, 3, "m2")], { kind: "latest" });
    await deliver(node, {});
    assert.deepEqual(out[0]?.payload, [readingAt(4), readingAt(2, "m2")]);
    await deliver(node, { payload: { meter: "m2" } });
    assert.deepEqual(out[1]?.payload, [readingAt(2, "m2")]);
  });

  for (const [name, payload] of [
    ["a period that ends before it begins", { from: 10, to: 5 }],
    ["a time that is none", { from: "yesterday" }],
    ["an unknown kind", { kind: "everything" }],
    ["a limit beyond measure", { limit: 1e9 }],
    ["a cursor that it never gave", { from: 0, to: 1, cursor: "abc" }],
    ["an unknown property", { metre: "m1" }],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const { node, out } = await load([], { kind: "readings" });
      const error = (await deliver(node, { payload })) as (Error & { code?: string }) | undefined;
      assert.equal(error?.code, "MESSAGE_INVALID");
      assert.equal(out.length, 0);
    });
  }

  it("is inert with a wrong dialog, and says so to every message", async () => {
    const { node } = await load([], { kind: "readings", lastHours: "-1" });
    const error = (await deliver(node, {})) as (Error & { code?: string }) | undefined;
    assert.equal(error?.code, "CONFIG_INVALID");
  });
});
