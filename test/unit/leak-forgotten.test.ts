import assert from "node:assert/strict";
import type { Condition } from "../../dist/lib/contract/messages.js";
import { leakDetector } from "../../dist/lib/leak/leak-detector.js";
import { from, month, register } from "../support/leak-register.ts";

const watched = leakDetector.parseConfig({});
const off = leakDetector.parseConfig({ rules: [{ rule: "leak", meter: "w", off: true }] });

/** Two weeks of a leak; the meter is watched until the hour `until`, and again from the hour `again` on. */
function toldOf(until: number, again = Number.POSITIVE_INFINITY): Condition[] {
  let state = leakDetector.initialState(watched, "works/w");
  return register({ hours: month + 14 * 24, leak: from(month, 8) }).flatMap((message, hour) => {
    const config = hour < until || hour >= again ? watched : off;
    const { at } = message as { at: number };
    assert.equal(leakDetector.keyOf(message, config), "works/w");
    const result = leakDetector.step(config, state, { type: "message", message }, at);
    state = result.state;
    return result.outputs.filter(({ port }) => port === 0).map(({ payload }) => payload as Condition);
  });
}

const active = (told: readonly Condition[]): boolean[] => told.map((condition) => condition.active);

describe("a leak that was told of a meter", () => {
  it("is over once, with the next reading, when the meter is watched no more", () => {
    assert.deepEqual(active(toldOf(month + 100)), [true, false]);
  });

  it("is told again when the meter is watched again and it still runs", () => {
    assert.deepEqual(active(toldOf(month + 100, month + 120)), [true, false, true]);
  });

  it("is not told while nobody wants to know", () => {
    assert.deepEqual(toldOf(month), []);
  });
});
