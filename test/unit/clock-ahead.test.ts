import assert from "node:assert/strict";
import type { Condition, Reading } from "../../dist/lib/contract/messages.js";
import { leakDetector } from "../../dist/lib/leak/leak-detector.js";
import type { StepModule } from "../../dist/lib/step/step.js";
import { watchdog } from "../../dist/lib/watchdog/watchdog.js";

const start = Date.UTC(2026, 0, 5, 9);
const minute = 60_000;
const aheadMs = 60 * minute;

/** What is told of a device whose clock runs an hour ahead and that sends once a minute. */
function toldOf<C, S>(
  module: StepModule<C, S>,
  config: object,
  valuesAt: (minute: number) => Reading["values"],
): Condition[] {
  const parsed = module.parseConfig(config);
  const conditions: Condition[] = [];
  let state = module.initialState(parsed, "works/m1");
  for (let n = 0; n < 60; n++) {
    const now = start + n * minute;
    const values = valuesAt(n);
    const message: Reading = {
      kind: "reading",
      site: "works",
      meter: "m1",
      at: now + aheadMs,
      values,
      quality: "good",
    };
    const result = module.step(parsed, state, { type: "message", message }, now);
    state = result.state;
    for (const { payload } of result.outputs) if (payload.kind === "condition") conditions.push(payload);
  }
  return conditions;
}

describe("a device whose clock runs ahead", () => {
  it("has no burst that begins after it was decided", () => {
    const rules = [{ rule: "leak", burstFlow: 100, pulse: 1 }];
    const [burst] = toldOf(leakDetector, { rules }, (n) => ({ water_volume: n < 30 ? n : 30 + (n - 30) * 1000 }));
    assert.deepEqual([burst?.rule, burst?.since], ["burst", burst?.at]);
  });

  it("has a register that stands still told as soon as any other, and not from a time on that is yet to come", () => {
    const told = toldOf(watchdog, {}, () => ({ active_power: 500, active_energy_import: 1000 }));
    const stands = told.find(({ rule }) => rule === "register-frozen");
    assert.deepEqual([stands?.at, stands?.since], [start + 30 * minute, start + 30 * minute]);
  });
});
