import assert from "node:assert/strict";
import type { Condition, Reading } from "../../dist/lib/contract/messages.js";
import type { StepOutcome } from "../../dist/lib/step/outcome.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import { watchdog } from "../../dist/lib/watchdog/watchdog.js";
import { MemoryStore } from "../support/memory-store.ts";

const start = Date.UTC(2026, 0, 5);
const minute = 60_000;
const heard = (meter: string, at: number): Reading => ({
  kind: "reading",
  site: "works",
  meter,
  at,
  values: { active_power: 1 },
  quality: "good",
});
/** Two meters of a bus, and one of its own. */
const configOf = (...rules: object[]) =>
  watchdog.parseConfig({
    site: "works",
    meters: [{ id: "a", bus: "hall" }, { id: "b", bus: "hall" }, { id: "water" }],
    rules: rules.map((rule) => ({ rule: "watch", ...rule })),
  });

/** Meters that are heard and fall silent, other rules, and a minute more: what is told, `<who> <rule> on|off`. */
async function toldOf(silent: readonly string[], after: object[]): Promise<string[]> {
  const runner = new StepRunner(watchdog, configOf(), "n1", new MemoryStore() as never);
  const told: string[] = [];
  const tell = (outcome: StepOutcome | undefined) => {
    const conditions = (outcome?.outputs ?? []).map(({ payload }) => payload as Condition);
    told.push(...conditions.map(({ meter, bus, rule, active }) => `${meter ?? bus} ${rule} ${active ? "on" : "off"}`));
  };
  await runner.restore(
    ["reading"],
    () => start,
    () => undefined,
  );
  let seq = 0;
  for (let at = start; at <= start + 5 * minute; at += minute / 6) {
    if (at === start + 4 * minute) runner.reconfigure(configOf(...after), at);
    for (const meter of ["a", "b", "water"]) {
      if (at > start && silent.includes(meter)) continue;
      seq += 1;
      tell(await runner.input({ type: "message", message: heard(meter, at) }, at, seq));
    }
    await runner.wake(at, tell);
  }
  return told;
}

describe("what was told of a meter that is not watched any more", () => {
  it("is over when its watching is switched off", async () => {
    assert.deepEqual(await toldOf(["water"], []), ["water silent on"]);
    assert.deepEqual(await toldOf(["water"], [{ meter: "water", off: true }]), ["water silent on", "water silent off"]);
  });

  it("is over for a bus when none of its meters is watched, and not before", async () => {
    const off = (meter: string) => ({ meter, off: true });
    assert.deepEqual(await toldOf(["a", "b"], [off("a")]), ["hall bus-silent on"]);
    assert.deepEqual(await toldOf(["a", "b"], [off("a"), off("b")]), ["hall bus-silent on", "hall bus-silent off"]);
  });

  it("is over for all when nothing is watched, and nothing is told any more", async () => {
    const told = await toldOf(["a", "b", "water"], [{ off: true }]);
    assert.deepEqual(told.slice(-2).sort(), ["hall bus-silent off", "water silent off"]);
    assert.equal(told.length, 4);
  });
});
