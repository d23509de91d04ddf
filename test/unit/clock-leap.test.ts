import assert from "node:assert/strict";
import { alertManager } from "../../dist/lib/alert/alert-manager.js";
import { WallClock } from "../../dist/lib/red/wall-clock.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import type { Store } from "../../dist/lib/store/store.js";
import { condition, minute, monday } from "../support/alerts.ts";
import { MemoryStore } from "../support/memory-store.ts";

const day = 1440 * minute;

describe("a clock that leaps", () => {
  it("is noticed in both directions, and one that drifts is not", () => {
    let timeOfDay = monday;
    let steady = 0;
    const leaps: number[] = [];
    const clock = new WallClock(
      (now) => leaps.push(now - monday),
      () => timeOfDay,
      () => steady,
    );
    const pass = (ms: number, movedBy = 0): void => {
      steady += ms;
      timeOfDay += ms + movedBy;
      clock.now();
    };
    for (let n = 0; n < 100; n++) pass(minute, 500);
    pass(minute, day);
    pass(minute);
    pass(minute, -day);
    pass(day);
    assert.deepEqual(leaps, [101 * minute + 50_000 + day, 103 * minute + 50_000]);
  });

  it("has an alert told again once, not once for every time that was passed over", async () => {
    const store = new MemoryStore();
    const policy = { id: "all", steps: [{}], repeatMinutes: 60 };
    const config = alertManager.parseConfig({ recipients: ["anna"], policies: [policy] });
    const runner = new StepRunner(alertManager, config, "alerts", store as unknown as Store);
    await runner.input({ type: "message", message: condition() }, monday);
    runner.resume(monday + day);
    await runner.wake(monday + day, () => undefined);
    await runner.wake(monday + day + minute, () => undefined);
    const reasons = store.records.flatMap(({ payload }) => (payload.kind === "notification" ? [payload.reason] : []));
    assert.deepEqual(reasons, ["raised", "repeated"]);
  });
});
