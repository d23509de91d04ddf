import assert from "node:assert/strict";
import type { Condition } from "../../dist/lib/contract/messages.js";
import { loadMonitor } from "../../dist/lib/load/load-monitor.js";
import { nothingKnown } from "../../dist/lib/load/load-state.js";
import { reading } from "../support/load-watch.ts";

const start = Date.UTC(2026, 0, 5, 9);
const second = 1000;
const minute = 60 * second;
const off = { rule: "spike", off: true };
const limit = { rule: "limit", id: "fuse", quantity: "current", above: 63 };
const never = { rule: "continuous-load", id: "air", quantity: "active_power", above: 1, hours: 0.1 };
const idle = { rule: "idle", meter: "m1", offBelowKw: 1, runningAboveKw: 50, idleMinutes: 5, minimumSeconds: 0 };

/** Ten minutes at 5 kW and 70 A with some rules, then readings with others; what is told, `<rule> on|off`. */
function toldOf(before: object[], after: object[]): string[] {
  const configs = [before, after].map((rules) => loadMonitor.parseConfig({ rules: [off, ...rules] }));
  const conditions: string[] = [];
  let state = nothingKnown;
  for (let at = start; at <= start + 12 * minute; at += 10 * second) {
    const config = configs[at <= start + 10 * minute ? 0 : 1] as (typeof configs)[0];
    const message = reading(at, { active_power: 5, current: 70 });
    const result = loadMonitor.step(config, state, { type: "message", message }, at);
    state = result.state;
    const told = result.outputs.filter(({ port }) => port === 0).map(({ payload }) => payload as Condition);
    conditions.push(...told.map(({ rule, active }) => `${rule} ${active ? "on" : "off"}`));
  }
  return conditions;
}

describe("what a rule has told, when the rule is gone", () => {
  it("is over with it", () => {
    assert.deepEqual(toldOf([limit], []), ["limit.fuse on", "limit.fuse off"]);
    assert.deepEqual(toldOf([never], []), ["continuous-load.air on", "continuous-load.air off"]);
  });

  for (const [name, rule, called] of [
    ["a limit", limit, "limit.fuse"],
    ["a flow without pause", never, "continuous-load.air"],
    ["idling", idle, "idle"],
  ] as const) {
    it(`is over once when it is switched off, and stays while the rule stays: ${name}`, () => {
      assert.deepEqual(toldOf([rule], [{ ...rule, off: true }]), [`${called} on`, `${called} off`]);
      assert.deepEqual(toldOf([rule], [rule, { ...limit, id: "other", above: 100 }]), [`${called} on`]);
    });
  }
});
