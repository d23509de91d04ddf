import assert from "node:assert/strict";
import type { Baseline } from "../../dist/lib/contract/baseline.js";
import type { Condition } from "../../dist/lib/contract/messages.js";
import baselineDrift from "../../dist/nodes/baseline-drift.js";
import { deliver, helper, receivedBy } from "../support/node-red.ts";
import { until } from "../support/until.ts";

const ids = { node: "3a7cd07000000012", out: "3a7cd07000000013" };
const quarter = 900_000;
const day = 96 * quarter;
const start = Date.UTC(2026, 0, 5);

describe("baseline-drift node", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  it("works alone: tells a lasting rise of the nights, dated at its first night", async () => {
    const nodes = [
      { id: ids.node, type: "baseline-drift", timeZone: "UTC", pricePerUnit: 0.25, wires: [[ids.out]] },
      { id: ids.out, type: "helper" },
    ];
    await helper.load([baselineDrift.default], nodes as never);
    const out = receivedBy<Condition>(ids.out);
    for (let night = 0; night < 30; night++) {
      for (let slot = 0; slot < 24; slot++) {
        const from = start + night * day + slot * quarter;
        const amount = (night < 20 ? 2.8 : 3.2) * (1 + 0.02 * Math.sin(night * 7 + slot));
        const interval = { site: "works", meter: "press", quantity: "active_energy_import", from, to: from + quarter };
        const payload = { kind: "interval", ...interval, amount, quality: "measured", reasons: [], version: 1 };
        await deliver(helper.getNode(ids.node), { payload });
      }
    }
    const [first] = out;
    assert.equal(first?.topic, "works/press/condition");
    assert.equal(first?.payload.rule, "drift");
    assert.equal(first?.payload.active, true);
    // Nobody told the outdoor temperature.
    assert.equal(first?.payload.severity, "notice");
    assert.ok(Math.abs((first?.payload.since ?? 0) - (start + 20 * day)) <= 2 * day);
  });

  it("freezes what is expected to be used, and shows each later day beside it", async () => {
    const expected = { meter: "press", baselineFrom: "2026-01-05", baselineTo: "2026-02-04", version: 1 };
    const nodes = [
      { id: ids.node, type: "baseline-drift", timeZone: "UTC", ...expected, wires: [[], [ids.out]] },
      { id: ids.out, type: "helper" },
    ];
    await helper.load([baselineDrift.default], nodes as never);
    const out = receivedBy<Baseline>(ids.out);
    for (let at = 0; at < 34; at++) {
      const from = start + at * day;
      const span = { from, to: from + day, amount: 500 + 20 * Math.sin(at * 7), quality: "measured" };
      const about = { site: "works", meter: "press", quantity: "active_energy_import" };
      await deliver(helper.getNode(ids.node), {
        payload: { kind: "interval", ...about, ...span, reasons: [], version: 1 },
      });
    }
    await until(() => out.some(({ payload }) => payload.use));
    const made = out.find(({ payload }) => payload.model && !payload.use)?.payload.model;
    assert.equal(made?.observations, 30);
    const days = out.filter(({ payload }) => payload.use);
    assert.ok(days.every(({ payload }) => Math.abs((payload.use?.ratio ?? 0) - 1) < 0.1));
  });
});
