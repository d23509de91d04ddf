import assert from "node:assert/strict";
import { PulseFlow } from "../../dist/lib/metering/pulses/pulse-flow.js";

const second = 1000;
const minute = 60 * second;
const standstill = 15 * minute;

/** Pulses a minute. */
const perMinute = (rate: number | undefined) => (rate === undefined ? undefined : rate * minute);

describe("the flow between pulses", () => {
  it("is not known after a start, until there were two pulses", () => {
    const flow = new PulseFlow(standstill, 0);
    assert.equal(flow.rate(10 * second), undefined);
    flow.take(1, 20 * second);
    assert.equal(flow.rate(25 * second), undefined);
    flow.take(1, 50 * second);
    assert.equal(perMinute(flow.rate(50 * second)), 2);
  });

  it("is nothing when no pulse came for the standstill time", () => {
    const flow = new PulseFlow(standstill, 0);
    assert.equal(flow.rate(standstill - 1), undefined);
    assert.equal(flow.rate(standstill), 0);
  });

  it("stays while the next pulse is not yet due, then falls as one over the time waited, to nothing", () => {
    const flow = new PulseFlow(standstill, 0);
    for (const at of [0, 10 * second, 20 * second]) flow.take(1, at);
    const waited: readonly [number, number][] = [
      [5 * second, 6],
      [10 * second, 6],
      [20 * second, 3],
      [minute, 1],
      [10 * minute, 0.1],
      [standstill, 0],
    ];
    for (const [ms, rate] of waited) {
      assert.ok(Math.abs((perMinute(flow.rate(20 * second + ms)) ?? Number.NaN) - rate) < 1e-9, `after ${ms} ms`);
    }
  });

  it("never rises while nothing comes", () => {
    const flow = new PulseFlow(standstill, 0);
    flow.take(1, 0);
    flow.take(1, 700);
    let before = Number.POSITIVE_INFINITY;
    for (let at = 700; at < standstill + minute; at += 977) {
      const rate = flow.rate(at) ?? Number.NaN;
      assert.ok(rate <= before, `at ${at}`);
      before = rate;
    }
  });

  it("is the mean since the last reading, so that uneven contacts do not make it jump", () => {
    const flow = new PulseFlow(standstill, 0);
    for (let n = 0; n < 50; n++) {
      flow.take(1, n * second);
      flow.take(1, n * second + 200);
    }
    flow.beginWindow();
    flow.take(1, 50 * second);
    flow.take(1, 50 * second + 200);
    assert.equal(perMinute(flow.rate(50 * second + 200)), 120);
  });

  it("starts anew after a standstill: the first pulse does not say how much flows", () => {
    const flow = new PulseFlow(standstill, 0);
    flow.take(1, 0);
    flow.take(1, second);
    flow.take(1, 10 * 60 * minute);
    assert.equal(flow.rate(10 * 60 * minute), undefined);
    flow.take(1, 10 * 60 * minute + 2 * second);
    assert.equal(perMinute(flow.rate(10 * 60 * minute + 2 * second)), 30);
  });

  it("is that of several pulses told at once", () => {
    const flow = new PulseFlow(standstill, 0);
    flow.take(40, minute);
    assert.equal(flow.rate(minute), undefined);
    flow.take(40, 2 * minute);
    assert.equal(perMinute(flow.rate(2 * minute)), 40);
  });

  it("is not moved by pulses that are told late", () => {
    const flow = new PulseFlow(standstill, 0);
    flow.take(1, minute);
    flow.take(1, 2 * minute);
    flow.take(5, minute + second);
    assert.equal(perMinute(flow.rate(2 * minute)), 1);
  });
});
