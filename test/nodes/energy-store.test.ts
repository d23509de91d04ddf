import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { StoreNode } from "../../dist/lib/red/handles.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import { eventually } from "../support/eventually.ts";
import { JournalFlow, reading, storeId } from "../support/journal-flow.ts";
import { helper } from "../support/node-red.ts";

const storeNode = (id = storeId) => helper.getNode(id) as unknown as StoreNode;
const problemOf = (id: string) =>
  problemBoard()
    .list()
    .find(({ source }) => source === id);

describe("energy-store", () => {
  let flow: JournalFlow;

  before((done) => {
    helper.startServer(done);
  });
  beforeEach(() => {
    flow = new JournalFlow();
  });
  afterEach(async () => {
    delete process.env.ENERGY_HOME;
    await flow.remove();
  });
  after((done) => {
    helper.stopServer(done);
  });

  it("keeps what was committed when it is closed and opened again", async () => {
    await flow.load([]);
    await storeNode().store?.commit({ records: [reading(1)] });
    await flow.load([]);
    assert.deepEqual(await storeNode().store?.latest(), [reading(1)]);
    assert.deepEqual(problemBoard().list(), []);
  });

  it("is $ENERGY_HOME/journal.db and at most 2048 MB where nothing is set", async () => {
    process.env.ENERGY_HOME = flow.folder;
    await flow.load([], { file: "" });
    const gauges = await storeNode().store?.gauges();
    assert.equal(gauges?.maxBytes, 2_048_000_000);
    assert.ok(existsSync(join(flow.folder, "journal.db")));
  });

  it("says what is wrong with the file, and forgets it when it is closed", async () => {
    mkdirSync(flow.file);
    await flow.load([]);
    const problem = await eventually(async () => problemOf(storeId), 10);
    assert.match(problem.code, /^STORE_/);
    assert.equal(storeNode().problem?.code, problem.code);
    await helper.unload();
    assert.deepEqual(problemBoard().list(), []);
  });

  it("refuses a size that is none", async () => {
    await flow.load([], { maxMegabytes: "much" });
    assert.equal(storeNode().store, undefined);
    assert.equal(storeNode().problem?.code, "CONFIG_INVALID");
    assert.equal(problemOf(storeId)?.params.place, "maxMegabytes");
  });

  it("refuses a file that another node keeps with other limits", async () => {
    const other = "e520000000000009";
    await flow.load([{ id: other, type: "energy-store", file: flow.file, maxAgeDays: 7 }]);
    const codes = [storeId, other].map((id) => storeNode(id).problem?.code);
    assert.deepEqual(codes.filter(Boolean), ["SERVICE_CONFLICT"]);
  });
});
