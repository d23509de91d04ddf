import assert from "node:assert/strict";
import { mock } from "node:test";
import { everyAligned } from "../../dist/lib/io/aligned-timer.js";

const start = Date.UTC(2026, 0, 5, 9, 0, 0);
const hour = 3_600_000;

describe("a timer in step with the clock", () => {
  let clockWrongBy = 0;
  let calls: number[] = [];
  let end = () => {};

  const run = (intervalMs: number) => {
    end = everyAligned(intervalMs, () => calls.push(Date.now() - start));
  };
  const pass = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) mock.timers.tick(100);
  };

  beforeEach(() => {
    clockWrongBy = 0;
    calls = [];
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: start + 300 });
    const now = Date.now;
    mock.method(Date, "now", () => now() + clockWrongBy);
  });
  afterEach(() => {
    end();
    mock.restoreAll();
    mock.timers.reset();
  });

  it("calls at the multiples of its interval", () => {
    run(1000);
    pass(3000);
    assert.deepEqual(calls, [1000, 2000, 3000]);
  });

  it("calls once for each of them where they are far apart", () => {
    run(60_000);
    pass(180_000);
    assert.deepEqual(calls, [60_000, 120_000, 180_000]);
  });

  it("goes on after an interval at most when the clock is set back", () => {
    run(1000);
    pass(1000);
    clockWrongBy = -hour;
    pass(3000);
    assert.deepEqual(
      calls.map((at) => at / 1000),
      [1, -3597, -3596],
    );
  });

  it("goes on within ten seconds when the clock is set back by more than a long interval", () => {
    run(60_000);
    pass(5000);
    clockWrongBy = -24 * hour;
    pass(60_000);
    assert.deepEqual(calls, [60_000 - 24 * hour]);
  });

  it("calls once, within ten seconds, for all that a clock set forward has skipped", () => {
    run(60_000);
    pass(5000);
    clockWrongBy = hour;
    pass(10_000);
    assert.equal(calls.length, 1);
  });

  it("ends", () => {
    run(1000);
    end();
    pass(3000);
    assert.deepEqual(calls, []);
  });
});
