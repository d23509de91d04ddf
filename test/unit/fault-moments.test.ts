import assert from "node:assert/strict";
import {
  elapsedAt,
  lengthOf,
  momentOf,
  nextChange,
  occurrenceAt,
  type Schedule,
} from "../../dist/lib/simulate/faults/moments.js";

const once: Schedule = { from: 100, until: 130 };
const again: Schedule = { ...once, everyMs: 50 };
const forGood: Schedule = { from: 100, until: Number.POSITIVE_INFINITY };
const moment: Schedule = { from: 100, until: 100 };
const never = Number.POSITIVE_INFINITY;

describe("when a fault is", () => {
  for (const [name, schedule, at, from] of [
    ["not before it begins", once, 99, undefined],
    ["from its first millisecond on", once, 100, 100],
    ["up to its end", once, 129, 100],
    ["not at its end", once, 130, undefined],
    ["again where it repeats", again, 155, 150],
    ["not between two times", again, 145, undefined],
    ["for good where nothing ends it", forGood, 1e12, 100],
    ["never, where it is a moment", moment, 100, undefined],
  ] as const) {
    it(name, () => assert.equal(occurrenceAt(schedule, at)?.from, from));
  }

  it("changes when it begins and ends, as often as it does", () => {
    const changes = (schedule: Schedule, count: number): number[] => {
      const times = [nextChange(schedule, 0)];
      while (times.length < count) times.push(nextChange(schedule, times.at(-1) ?? 0));
      return times;
    };
    assert.deepEqual(changes(once, 3), [100, 130, never]);
    assert.deepEqual(changes(again, 5), [100, 130, 150, 180, 200]);
    assert.deepEqual(changes(moment, 2), [100, never]);
    assert.deepEqual(changes(forGood, 2), [100, never]);
  });

  it("has lasted for all its times together", () => {
    assert.deepEqual(elapsedAt(again, 90), { complete: 0, currentMs: 0 });
    assert.deepEqual(elapsedAt(again, 110), { complete: 0, currentMs: 10 });
    assert.deepEqual(elapsedAt(again, 140), { complete: 1, currentMs: 0 });
    assert.deepEqual(elapsedAt(again, 205), { complete: 2, currentMs: 5 });
  });
});

describe("times in a scenario", () => {
  const start = Date.UTC(2026, 10, 17, 11);
  for (const [said, ms] of [
    ["PT10M", start + 600_000],
    ["-PT6H", start - 21_600_000],
    ["P1DT1S", start + 86_401_000],
    [90, start + 90_000],
    [-0.5, start - 500],
    ["2026-11-20T22:00:00Z", Date.UTC(2026, 10, 20, 22)],
    ["2026-11-20T22:00:00+01:00", Date.UTC(2026, 10, 20, 21)],
    ["2026-11-20T22:00:00", undefined],
    ["2026-11-20", undefined],
    ["2026-13-20T22:00:00Z", undefined],
    ["ten minutes", undefined],
    ["", undefined],
  ] as const) {
    it(`${JSON.stringify(said)} is ${ms === undefined ? "none" : new Date(ms).toISOString()}`, () => {
      assert.equal(momentOf(said, start), ms);
    });
  }

  it("are lengths without a start", () => assert.equal(lengthOf("PT1.5S"), 1500));
});
