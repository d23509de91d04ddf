import assert from "node:assert/strict";
import type { Condition, Reading } from "../../dist/lib/contract/messages.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import { watchdog } from "../../dist/lib/watchdog/watchdog.js";
import { MemoryStore } from "../support/memory-store.ts";

const start = Date.UTC(2026, 0, 5);
const second = 1000;
const heard = (at: number, meter = "m1"): Reading => ({
  kind: "reading",
  site: "works",
  meter,
  at,
  values: { active_power: 1 },
  quality: "good",
});
const configOf = (silentSeconds: number) =>
  watchdog.parseConfig({ intervalSeconds: 10, rules: [{ rule: "watch", silentSeconds }] });

describe("other thresholds while a node runs", () => {
  it("hold at once, and what was seen before them counts", async () => {
    const store = new MemoryStore();
    const runner = new StepRunner(watchdog, configOf(600), "n1", store as never);
    await runner.restore(
      ["reading"],
      () => start,
      () => undefined,
    );
    await runner.input({ type: "message", message: heard(start) }, start, 1);
    assert.ok((runner.nextWake ?? 0) > start + 600 * second);

    runner.reconfigure(configOf(60), start + 30 * second);
    const wake = runner.nextWake as number;
    assert.ok(wake <= start + 61 * second, `${wake - start}`);
    const told: Condition[] = [];
    await runner.wake(wake, ({ outputs }) => told.push(...outputs.map(({ payload }) => payload as Condition)));
    assert.deepEqual(
      told.map(({ rule, active, since }) => [rule, active, since]),
      [["silent", true, start]],
    );
  });
});
