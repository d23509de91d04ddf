import assert from "node:assert/strict";
import { firstSchedule, nextSchedule, type PollSchedule } from "../../dist/lib/acquire/poll-schedule.js";
import { backoffMs } from "../../dist/lib/schedule/backoff.js";

const noon = Date.UTC(2026, 0, 5, 12);
const at = (seconds: number): number => noon + seconds * 1000;
const due = (schedule: PollSchedule): number => (schedule.dueAt - noon) / 1000;
const started = { dueAt: at(10), failures: 0, missed: 0 };

describe("the cadence of a meter", () => {
  it("starts at once and goes on by the clock", () => {
    const first = firstSchedule(at(3.2));
    assert.equal(due(first), 3.2);
    assert.equal(due(nextSchedule(first, 10_000, "read", at(3.4))), 10);
  });

  it("does not drift by the time that reading takes", () => {
    let schedule: PollSchedule = started;
    for (let n = 0; n < 1000; n++) schedule = nextSchedule(schedule, 10_000, "read", schedule.dueAt + 700);
    assert.deepEqual(schedule, { dueAt: at(10_010), failures: 0, missed: 0 });
  });

  it("counts polls that were missed and does not catch them up", () => {
    assert.deepEqual(nextSchedule(started, 10_000, "read", at(47)), { dueAt: at(50), failures: 0, missed: 3 });
  });

  it("does not poll twice when a timer fires a moment early", () => {
    assert.equal(due(nextSchedule(started, 10_000, "read", at(9.999))), 20);
  });

  it("goes on when the clock is set back an hour, or forward", () => {
    assert.equal(due(nextSchedule(started, 10_000, "read", at(11 - 3600))), 20 - 3600);
    assert.equal(due(nextSchedule(started, 10_000, "read", at(11 + 3600))), 20 + 3600);
  });
});

describe("a meter that fails", () => {
  const afterFailures = (intervalSeconds: number, count: number): number[] => {
    let schedule: PollSchedule = { ...started, dueAt: at(0) };
    return Array.from({ length: count }, () => {
      const before = schedule.dueAt;
      schedule = nextSchedule(schedule, intervalSeconds * 1000, "failed", before + 1);
      return (schedule.dueAt - before) / 1000;
    });
  };

  it("is asked ever more rarely, down to once a minute", () => {
    assert.deepEqual(afterFailures(1, 9), [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    assert.deepEqual(afterFailures(10, 5), [10, 20, 40, 60, 60]);
  });

  it("is not left for a whole long interval", () => {
    assert.deepEqual(afterFailures(900, 2).map(Math.floor), [60, 60]);
    assert.equal(due(nextSchedule({ ...started, dueAt: at(0) }, 900_000, "unreachable", at(1))), 6);
    assert.equal(due(nextSchedule({ ...started, dueAt: at(0) }, 900_000, "failed", at(880))), 900);
  });

  it("is back at its interval after one good reading", () => {
    const failing = { ...started, failures: 5 };
    assert.deepEqual(nextSchedule(failing, 10_000, "read", at(10.5)), { dueAt: at(20), failures: 0, missed: 0 });
  });

  it("is asked every five seconds, or at its interval, while only the bus is unreachable: that costs nothing", () => {
    assert.equal(due(nextSchedule(started, 10_000, "unreachable", at(10.1))), 15.1);
    assert.equal(due(nextSchedule(started, 1_000, "unreachable", at(10.1))), 11);
  });
});

describe("a bus that cannot be reached", () => {
  it("is left alone for doubling times up to five seconds, never in step with others", () => {
    const pauses = { firstMs: 250, longestMs: 5_000 };
    assert.deepEqual(
      [1, 2, 3, 7, 8, 50].map((failures) => backoffMs(pauses, failures, 1)),
      [250, 500, 1000, 5_000, 5_000, 5_000],
    );
    assert.equal(backoffMs(pauses, 8, 0), 2_500);
  });
});
