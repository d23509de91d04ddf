import assert from "node:assert/strict";
import type { Reading } from "../../dist/lib/contract/messages.js";
import { leakDetector } from "../../dist/lib/leak/leak-detector.js";
import { from, hourMs, month, register, start, toldOf } from "../support/leak-register.ts";

/** Compressed air that never rests: 20 m³/h at night, give or take, and three times as much by day. */
const air = (hour: number): number => (hour % 24 >= 6 && hour % 24 < 22 ? 60 : 20) + ((hour * 7) % 3) * 0.5;
const works = { quantity: "gas_volume", used: air, pulse: 0.1 };
const stepsIn = (hours: number, leak: (hour: number) => number) =>
  toldOf(register({ hours, leak, ...works })).filter(({ rule }) => rule === "flow-step");

describe("a step of a base flow that never rests", () => {
  it("is told after three nights with what it adds, dated to the first of them", () => {
    const [found] = stepsIn(month + 5 * 24, from(month, 8));
    assert.ok(found);
    assert.ok(found.at <= start + (month + 4 * 24 + 1) * hourMs);
    assert.ok(found.since >= start + month * hourMs && found.since <= start + (month + 24) * hourMs);
    assert.ok(Math.abs((found.value ?? 0) - 8) < 1, JSON.stringify(found));
    assert.ok(Math.abs((found.evidence.baseFlow as number) - 20) < 1);
  });

  it("is not told of a base flow that stays as it is, nor of one night", () => {
    assert.deepEqual(
      stepsIn(60 * 24, () => 0),
      [],
    );
    assert.deepEqual(
      stepsIn(60 * 24, (hour) => (hour >= month && hour < month + 30 ? 8 : 0)),
      [],
    );
  });

  it("ends when half of it is gone, and at last when it is how the meter rests", () => {
    const mended = stepsIn(month + 10 * 24, (hour) => (hour >= month && hour < month + 6 * 24 ? 8 : 0));
    assert.deepEqual(
      mended.map(({ active }) => active),
      [true, false],
    );
    const kept = stepsIn(month + 50 * 24, from(month, 8));
    assert.deepEqual(
      kept.map(({ active }) => active),
      [true, false],
    );
  });

  it("the base flow itself is a figure on the second output, once a day", () => {
    const config = leakDetector.parseConfig({});
    let state = leakDetector.initialState(config, "works/w");
    const figures: Reading[] = [];
    for (const message of register({ hours: 20 * 24, ...works })) {
      const after = leakDetector.step(config, state, { type: "message", message }, 0);
      state = after.state;
      for (const { port, transient, payload } of after.outputs) {
        if (port === 1 && transient) figures.push(payload as Reading);
      }
    }
    assert.ok(figures.length >= 12 && figures.length <= 14, `${figures.length}`);
    const { values, reason } = figures.at(-1) as Reading;
    assert.equal(reason, "base-flow");
    assert.ok(Math.abs((values.gas_flow as number) * 60 - 20) < 1, JSON.stringify(values));
  });
});
