import assert from "node:assert/strict";
import type { Node } from "node-red";
import type { Interval, Reading } from "../../dist/lib/contract/messages.js";
import type { StoreNode } from "../../dist/lib/red/handles.js";
import { JournalFlow, noon, quarter, reading, storeId } from "../support/journal-flow.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const ids = { history: "e520000000000004", out: "e520000000000005" };
const day = 86_400_000;

describe("history", () => {
  let flow: JournalFlow;
  let node: Node;
  let out: Received<(Reading | Interval)[]>[];

  const load = async (config: object, records: readonly (Reading | Interval)[]): Promise<void> => {
    await flow.load([
      { id: ids.history, type: "history", store: storeId, wires: [[ids.out]], ...config },
      { id: ids.out, type: "helper" },
    ]);
    await (helper.getNode(storeId) as unknown as StoreNode).store?.commit({ records });
    node = helper.getNode(ids.history);
    out = receivedBy(ids.out);
  };
  const ask = async (payload: unknown, more: object = {}): Promise<Received<(Reading | Interval)[]>> => {
    assert.equal(await deliver(node, { payload, ...more }), undefined);
    const answer = out.pop();
    assert.ok(answer);
    return answer;
  };

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

  it("answers the dashboard: quarter hours of a day, and no days", async () => {
    const wholeDay = quarter(0, { to: noon + day });
    await load({}, [quarter(0), quarter(1), quarter(1, { version: 2, amount: 9 }), wholeDay]);
    const question = { kind: "intervals", step: "15m", from: noon, to: noon + day };
    const answer = await ask({ ...question, limit: 20_000 }, { plant: "mine" });
    assert.deepEqual(answer.payload, [quarter(0), quarter(1, { version: 2, amount: 9 })]);
    assert.equal(answer.plant, "mine");
    assert.ok(!("next" in answer));
  });

  it("asks as the dialog says where a message says nothing", async () => {
    const now = Math.floor(Date.now() / 1000) * 1000;
    const [recent, old] = [reading(0, { at: now - 1_800_000 }), reading(0, { at: now - 2 * 3_600_000 })];
    await load({ kind: "readings", meter: "m1", lastHours: "1" }, [old, recent, reading(0, { meter: "m2", at: now })]);
    assert.deepEqual((await ask(now)).payload, [recent]);
    assert.deepEqual((await ask(undefined)).payload, [recent]);
  });

  it("takes times as ISO 8601; from counts, to does not", async () => {
    await load({ kind: "readings" }, [reading(0), reading(1), reading(2)]);
    const { payload } = await ask({ from: "2026-01-05T13:01:00+01:00", to: "2026-01-05T12:02:00" });
    assert.deepEqual(payload, [reading(1)]);
  });

  it("gives the newest reading of each meter", async () => {
    await load({ kind: "latest" }, [reading(0), reading(5), reading(2, { meter: "m2" })]);
    assert.deepEqual((await ask({})).payload, [reading(5), reading(2, { meter: "m2" })]);
    assert.deepEqual((await ask({ meter: "m2" })).payload, [reading(2, { meter: "m2" })]);
  });

  it("goes on where it ended", async () => {
    const all = [0, 1, 2, 3, 4].map((minute) => reading(minute));
    await load({ kind: "readings", limit: 2 }, all);
    const period = { from: noon, to: noon + day };
    const found: unknown[] = [];
    let answer = await ask(period);
    found.push(...answer.payload);
    while (answer.next !== undefined) {
      assert.equal(answer.payload.length, 2);
      answer = await ask({ ...period, cursor: answer.next }, { next: answer.next });
      found.push(...answer.payload);
    }
    assert.deepEqual(found, all);
  });

  it("gives more than one page of the journal holds", async () => {
    const all = Array.from({ length: 5002 }, (_, second) => reading(second / 60));
    await load({ kind: "readings" }, all);
    const period = { from: noon, to: noon + day };
    assert.equal((await ask({ ...period, limit: 20_000 })).payload.length, 5002);
    const part = await ask({ ...period, limit: 5001 });
    assert.equal(part.payload.length, 5001);
    assert.deepEqual((await ask({ ...period, cursor: part.next })).payload, all.slice(5001));
  });

  it("refuses a wrong question with its place, and answers the next", async () => {
    await load({ kind: "readings" }, [reading(0)]);
    const wrong: [object, RegExp][] = [
      [{ kind: "costs" }, /kind/],
      [{ limit: 100_001 }, /limit/],
      [{ from: "yesterday" }, /from/],
      [{ from: noon, to: noon }, /to/],
      [{ metre: "m1" }, /metre/],
      [{ cursor: "?" }, /cursor/],
      [[], /object/],
    ];
    for (const [payload, place] of wrong) assert.match(String(await deliver(node, { payload })), place);
    assert.equal(out.length, 0);
    assert.deepEqual((await ask({ from: noon, to: noon + day })).payload, [reading(0)]);
  });

  it("refuses every question where there is no store or a wrong default", async () => {
    await load({ store: "" }, []);
    assert.match(String(await deliver(node, { payload: {} })), /store/);
    await load({ limit: "all" }, []);
    assert.match(String(await deliver(node, { payload: {} })), /limit/);
    assert.equal(out.length, 0);
  });
});
