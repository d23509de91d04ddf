import assert from "node:assert/strict";
import type { Condition } from "../../dist/lib/contract/messages.js";
import energySite from "../../dist/nodes/energy-site.js";
import loadMonitor from "../../dist/nodes/load-monitor.js";
import { JournalFlow, reading, storeId } from "../support/journal-flow.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const tab = "10ad000000000010";
const ids = {
  site: "10ad000000000011",
  node: "10ad000000000012",
  conditions: "10ad000000000013",
  figures: "10ad000000000014",
};
const nodes = (config: object) => [
  { id: ids.node, type: "load-monitor", wires: [[ids.conditions], [ids.figures]], ...config },
  { id: ids.conditions, type: "helper" },
  { id: ids.figures, type: "helper" },
];
const said = ({ payload: { meter, rule, active, limit } }: Received<Condition>) =>
  `${meter} ${rule} ${active} ${limit}`;
const hear = (values: object, at: number, meter = "press") =>
  deliver(helper.getNode(ids.node), { payload: { ...reading(0, { meter, values }), at } });

const fuse = { rule: "limit", id: "fuse", quantity: "current", above: 63, endDelaySeconds: 0 };

describe("load-monitor node", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  it("works alone: tells by the reading that crosses a limit of its dialog", async () => {
    await helper.load([loadMonitor.default], nodes({ rules: JSON.stringify([fuse]) }) as never);
    const out = receivedBy<Condition>(ids.conditions);
    const now = Date.now();
    await hear({ current: 50 }, now);
    await hear({ current: 70 }, now + 1);
    await hear({ current: 50 }, now + 2);
    assert.deepEqual(out.map(said), ["press limit.fuse true 63", "press limit.fuse false 63"]);
    assert.equal(out[0]?.topic, "works/press/condition");
  });

  it("tells what a machine does from now on at its second output", async () => {
    const rule = { rule: "idle", offBelowKw: 1, runningAboveKw: 5, minimumSeconds: 0 };
    await helper.load([loadMonitor.default], nodes({ rules: JSON.stringify([rule]) }) as never);
    const out = receivedBy<Condition>(ids.figures);
    const now = Date.now();
    for (const [index, kw] of [2, 2, 8, 8, 0, 0].entries()) await hear({ active_power: kw }, now + index * 1000);
    assert.deepEqual(
      out.map(({ payload }) => `${payload.rule} ${payload.evidence.state}`),
      ["machine-state idle", "machine-state running", "machine-state off"],
    );
  });

  it("takes machines and rules from the site it names", async () => {
    const model = {
      version: 1,
      site: { id: "works", timeZone: "UTC" },
      buses: [{ id: "hall", host: "127.0.0.1" }],
      machines: [{ id: "press-1" }],
      meters: [{ id: "press", bus: "hall", unitId: 1, profile: "wago-879-30xx", machine: "press-1" }],
      rules: [{ ...fuse, machine: "press-1" }],
    };
    const site = { id: ids.site, type: "energy-site", source: "inline", model: JSON.stringify(model) };
    await helper.load([energySite.default, loadMonitor.default], [site, ...nodes({ site: ids.site })] as never);
    const out = receivedBy<Condition>(ids.conditions);
    await hear({ current: 70 }, Date.now());
    await hear({ current: 70 }, Date.now(), "other");
    assert.deepEqual(out.map(said), ["press limit.fuse true 63"]);
    assert.equal(out[0]?.payload.machine, "press-1");
  });

  it("says what is wrong with its rules, and refuses every message", async () => {
    await helper.load([loadMonitor.default], nodes({ rules: "[{]" }) as never);
    assert.match(String(await hear({ current: 1 }, Date.now())), /rules/);
  });
});

describe("load-monitor node with a journal", () => {
  const journal = new JournalFlow();
  before((done) => {
    helper.startServer(done);
  });
  after(async () => {
    await journal.remove();
    await new Promise<void>((resolve) => {
      helper.stopServer(() => resolve());
    });
  });

  it("remembers over a restart what it has told", async () => {
    const start = async () => {
      // In a flow of its own, as in an editor: the journal's config node closes after it.
      const config = { store: storeId, rules: JSON.stringify([fuse]), z: tab, x: 0, y: 0 };
      await journal.load([{ id: tab, type: "tab" }, ...nodes(config)], {}, [loadMonitor.default]);
      return receivedBy<Condition>(ids.conditions);
    };
    const now = Date.now();
    let out = await start();
    await hear({ current: 70 }, now);
    assert.deepEqual(out.map(said), ["press limit.fuse true 63"]);
    out = await start();
    await hear({ current: 71 }, now + 1000);
    assert.deepEqual(out.map(said), []);
    await hear({ current: 50 }, now + 2000);
    assert.deepEqual(out.map(said), ["press limit.fuse false 63"]);
  });
});
