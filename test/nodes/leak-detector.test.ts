import assert from "node:assert/strict";
import type { Condition, Reading } from "../../dist/lib/contract/messages.js";
import energySite from "../../dist/nodes/energy-site.js";
import leakDetector from "../../dist/nodes/leak-detector.js";
import { reading } from "../support/journal-flow.ts";
import { deliver, helper, receivedBy } from "../support/node-red.ts";

const ids = { site: "1eacd06000000011", node: "1eacd06000000012", out: "1eacd06000000013", base: "1eacd06000000014" };
const nodes = (config: object) => [
  { id: ids.node, type: "leak-detector", wires: [[ids.out], [ids.base]], ...config },
  { id: ids.out, type: "helper" },
  { id: ids.base, type: "helper" },
];
const hourMs = 3_600_000;

/** A register that counts so many litres an hour, from midnight on. */
async function hoursOf(litresPerHour: number, hours: number): Promise<void> {
  for (let hour = 0; hour <= hours; hour++) {
    const at = Date.UTC(2026, 0, 5) + hour * hourMs;
    const payload = { ...reading(0, { meter: "water", values: { water_volume: 500 + hour * litresPerHour } }), at };
    await deliver(helper.getNode(ids.node), { payload });
  }
}

describe("leak-detector node", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  it("works alone: flow that never pauses is told with what it costs a day", async () => {
    await helper.load([leakDetector.default], nodes({ longestUseHours: 12, pricePerUnit: 0.004 }) as never);
    const out = receivedBy<Condition>(ids.out);
    const base = receivedBy<Reading>(ids.base);
    await hoursOf(100, 8 * 24 + 1);
    assert.deepEqual(
      out.map(({ topic, payload: { rule, active, value, unit } }) => ({ topic, rule, active, value, unit })),
      [{ topic: "works/water/condition", rule: "continuous-flow", active: true, value: 100, unit: "L/h" }],
    );
    assert.equal(out[0]?.payload.evidence.moneyPerDay, 9.6);
    assert.deepEqual(
      base.map(({ payload: { kind, values, reason } }) => [kind, values.water_flow, reason]),
      [
        ["reading", 1.667, "base-flow"],
        ["reading", 1.667, "base-flow"],
      ],
    );
  });

  it("takes its rules from the site it names", async () => {
    const model = {
      version: 1,
      site: { id: "works", timeZone: "UTC" },
      rules: [{ rule: "leak", longestUseHours: 12, severity: "critical" }],
    };
    const site = { id: ids.site, type: "energy-site", source: "inline", model: JSON.stringify(model) };
    await helper.load([energySite.default, leakDetector.default], [site, ...nodes({ site: ids.site })] as never);
    const out = receivedBy<Condition>(ids.out);
    await hoursOf(100, 30);
    assert.deepEqual(
      out.map(({ payload }) => payload.severity),
      ["critical"],
    );
  });

  it("with a configuration that is wrong it stays inert", async () => {
    await helper.load([leakDetector.default], nodes({ longestUseHours: -1 }) as never);
    const out = receivedBy<Condition>(ids.out);
    await hoursOf(100, 100);
    assert.equal(out.length, 0);
  });
});
