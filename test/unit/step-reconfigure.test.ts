import assert from "node:assert/strict";
import { alertManager } from "../../dist/lib/alert/alert-manager.js";
import type { Condition, Reading } from "../../dist/lib/contract/messages.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import { watchdog } from "../../dist/lib/watchdog/watchdog.js";
import { condition, minute, monday } from "../support/alerts.ts";
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

describe("a maintenance window that is taken out while the alert-manager runs", () => {
  it("holds nothing back any more", async () => {
    const window = { id: "service", from: "2026-01-05T08:00", to: "2026-01-05T18:00" };
    const policy = { id: "all", steps: [{}] };
    const configWith = (maintenance: object[]) =>
      alertManager.parseConfig({ recipients: ["anna"], policies: [policy], maintenance });
    const store = new MemoryStore();
    const runner = new StepRunner(alertManager, configWith([window]), "alerts", store as never);
    const changes = () => store.records.flatMap(({ payload }) => (payload.kind === "alert" ? [payload.change] : []));
    await runner.input({ type: "message", message: condition() }, monday);
    assert.deepEqual(changes(), ["raised", "suppressed"]);

    runner.reconfigure(configWith([window]), monday + minute);
    await runner.wake(monday + minute, () => undefined);
    assert.equal(store.records.length, 2);

    runner.reconfigure(configWith([]), monday + 2 * minute);
    await runner.wake(monday + 2 * minute, () => undefined);
    const orders = store.records.flatMap(({ payload }) => (payload.kind === "notification" ? [payload.at] : []));
    assert.deepEqual(orders, [monday + 2 * minute]);
  });
});
