import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { StoreNode } from "../../dist/lib/red/handles.js";
import energyApi from "../../dist/nodes/energy-api.js";
import readingIn from "../../dist/nodes/reading-in.js";
import { JournalFlow, storeId } from "../support/journal-flow.ts";
import { helper, receivedBy } from "../support/node-red.ts";
import { root } from "../support/npm.ts";
import { until } from "../support/until.ts";

const nodeRed = createRequire(join(root, "node_modules", "node-red", "package.json"));
const core = nodeRed.resolve("@node-red/nodes/package.json");
const catchNode = createRequire(core)("./core/common/25-catch.js");

const ids = {
  in: "7ead300000000001",
  journal: "7ead300000000002",
  catch: "7ead300000000003",
  api: "7ead300000000004",
  out: "7ead300000000005",
};
const nodes = [
  { id: "7ead300000000000", type: "tab" },
  { id: ids.in, type: "reading-in", source: "inline", siteId: "works", output: "list", wires: [[ids.journal]] },
  { id: ids.journal, type: "energy-journal", store: storeId, wires: [[], [ids.api]] },
  { id: ids.catch, type: "catch", scope: [ids.in, ids.journal], wires: [[ids.api]] },
  { id: ids.api, type: "energy-api", operation: "ingest", wires: [[ids.out]] },
  { id: ids.out, type: "helper" },
].map((node) => (node.type === "tab" ? node : { ...node, z: "7ead300000000000" }));

interface Answer {
  readonly statusCode: number;
  readonly payload: Record<string, unknown>;
}

describe("readings that were sent in, from reading-in through the journal to the answer", () => {
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

  const answerTo = async (payload: unknown, before?: () => Promise<unknown>): Promise<Answer> => {
    await flow.load(nodes, {}, [catchNode, readingIn.default, energyApi.default]);
    const out = receivedBy(ids.out) as unknown as Answer[];
    await before?.();
    helper.getNode(ids.in).receive({ payload, _msgid: "request" });
    await until(() => out.length > 0);
    assert.equal(out.length, 1);
    return out[0] as Answer;
  };
  const closeJournal = async () => (helper.getNode(storeId) as unknown as StoreNode).store?.close();

  it("201 when they are stored", async () => {
    const { statusCode, payload } = await answerTo([{ deviceId: "esp-1", power: 1000, timestamp: 1767614395 }]);
    assert.deepEqual([statusCode, payload], [201, { accepted: 1, repeated: 0 }]);
  });

  it("a problem with the places where none can be taken", async () => {
    const { statusCode, payload } = await answerTo([{ deviceId: "esp-1" }, 7]);
    assert.equal(statusCode, 400);
    assert.deepEqual(
      (payload.failures as { index: number }[]).map(({ index }) => index),
      [0, 1],
    );
  });

  it("a problem that says what is wrong with the request as a whole, code and text", async () => {
    const { statusCode, payload } = await answerTo(Array(1001).fill({}));
    assert.equal(statusCode, 400);
    assert.equal(payload.code, "MESSAGE_INVALID");
    assert.match(String(payload.detail), /more than 1000/);
  });

  it("503 where the journal cannot be used", async () => {
    const { statusCode, payload } = await answerTo({ deviceId: "esp-1", power: 1000 }, closeJournal);
    assert.deepEqual([statusCode, payload.code], [503, "STORE_CLOSED"]);
  });
});
