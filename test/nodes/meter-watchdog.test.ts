import assert from "node:assert/strict";
import type { Condition } from "../../dist/lib/contract/messages.js";
import energySite from "../../dist/nodes/energy-site.js";
import meterWatchdog from "../../dist/nodes/meter-watchdog.js";
import { eventually } from "../support/eventually.ts";
import { JournalFlow, reading, storeId } from "../support/journal-flow.ts";
import { deliver, helper, type Received, receivedBy } from "../support/node-red.ts";

const tab = "3a7cd06000000010";
const ids = { site: "3a7cd06000000011", node: "3a7cd06000000012", out: "3a7cd06000000013" };
const nodes = (config: object) => [
  { id: ids.node, type: "meter-watchdog", wires: [[ids.out]], ...config },
  { id: ids.out, type: "helper" },
];
const said = ({ payload: { meter, bus, rule, active } }: Received<Condition>) => `${meter ?? bus} ${rule} ${active}`;
const heard = (meter: string, values: object = { active_power: 1 }) =>
  deliver(helper.getNode(ids.node), { payload: { ...reading(0, { meter, values }), at: Date.now() } });

describe("meter-watchdog node", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  it("works alone: tells of silence by its own clock, and of the return", async () => {
    await helper.load([meterWatchdog.default], nodes({ intervalSeconds: 0.1, silentSeconds: 1 }) as never);
    const out = receivedBy<Condition>(ids.out);
    await heard("press");
    await eventually(async () => out[0]);
    await heard("press");
    assert.deepEqual(out.map(said), ["press silent true", "press silent false"]);
    assert.equal(out[0]?.topic, "works/press/condition");
  });

  it("takes meters, buses and rules from the site it names", async () => {
    const model = {
      version: 1,
      site: { id: "works", timeZone: "UTC" },
      buses: [{ id: "hall", host: "127.0.0.1" }],
      meters: [1, 2].map((unitId) => ({
        id: `m${unitId}`,
        bus: "hall",
        unitId,
        profile: "wago-879-30xx",
        intervalSeconds: 0.1,
      })),
      rules: [{ rule: "watch", silentSeconds: 1 }],
    };
    const site = { id: ids.site, type: "energy-site", source: "inline", model: JSON.stringify(model) };
    await helper.load([energySite.default, meterWatchdog.default], [site, ...nodes({ site: ids.site })] as never);
    const out = receivedBy<Condition>(ids.out);
    await heard("m1");
    await heard("m2");
    await eventually(async () => out[0]);
    assert.deepEqual(out.map(said), ["hall bus-silent true"]);
  });

  it("takes a clock that is put forward for no silence", async () => {
    await helper.load([meterWatchdog.default], nodes({ intervalSeconds: 60, silentSeconds: 60 }) as never);
    const out = receivedBy<Condition>(ids.out);
    const { now } = Date;
    try {
      await heard("press");
      await heard("saw");
      Date.now = () => now() + 10 * 3_600_000;
      await heard("press");
    } finally {
      Date.now = now;
    }
    assert.deepEqual(out.map(said), []);
  });
});

describe("meter-watchdog node with a journal", () => {
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
      const flow = [{ id: tab, type: "tab" }, ...nodes({ store: storeId, intervalSeconds: 10, z: tab, x: 0, y: 0 })];
      await journal.load(flow, {}, [meterWatchdog.default]);
      return receivedBy<Condition>(ids.out);
    };
    let out = await start();
    await heard("press", { serial_number: 1 });
    await heard("press", { serial_number: 2 });
    assert.deepEqual(out.map(said), ["press meter-changed true"]);
    out = await start();
    await heard("press", { serial_number: 2 });
    const swap = { kind: "event", site: "works", meter: "press", at: Date.now(), event: "swap" };
    await deliver(helper.getNode(ids.node), { payload: swap });
    assert.deepEqual(out.map(said), ["press meter-changed false"]);
  });
});
