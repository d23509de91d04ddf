import assert from "node:assert/strict";
import type { Condition, Reading } from "../../dist/lib/contract/messages.js";
import { loadMonitor } from "../../dist/lib/load/load-monitor.js";
import { currentUnbalance, voltageUnbalance } from "../../dist/lib/load/unbalance.js";
import { Replay } from "../../dist/lib/step/replay.js";
import { stepModules } from "../../dist/lib/step/step-modules.js";
import { LoadWatch, reading } from "../support/load-watch.ts";

const start = Date.UTC(2026, 0, 5, 9);
const second = 1000;

/** Values every so many seconds; what is told, `<second> <rule> on|off`. */
function told(rules: object[], seconds: number, values: readonly (number | object)[], quantity = "current"): string[] {
  const replay = new Replay(stepModules.get("load-monitor") as never, { rules });
  return values.flatMap((value, index) => {
    const payload: Reading = {
      kind: "reading",
      site: "works",
      meter: "m1",
      at: start + index * seconds * second,
      values: typeof value === "number" ? { [quantity]: value } : (value as Reading["values"]),
      quality: "good",
    };
    return [...replay.line(JSON.stringify({ topic: "", payload }))].map((line) => {
      assert.ok("payload" in line, JSON.stringify(line));
      const { at, rule, active } = line.payload as Condition;
      return `${(at - start) / second} ${rule} ${active ? "on" : "off"}`;
    });
  });
}

const fuse = { rule: "limit", id: "fuse", quantity: "current", above: 63 };

describe("a limit", () => {
  it("is told by the very reading that crosses it, and ends after a minute below it", () => {
    const values = [60, 64, 60, 60, 60, 60, 60, 60, 60];
    assert.deepEqual(told([fuse], 10, values), ["10 limit.fuse on", "80 limit.fuse off"]);
  });

  it("with a delay is told when it has been crossed for so long without a break", () => {
    const values = [60, 64, 64, 60, 64, 64, 64, 64];
    assert.deepEqual(told([{ ...fuse, delaySeconds: 30 }], 10, values), ["70 limit.fuse on"]);
  });

  it("is one condition for a value that dances on it", () => {
    const dancing = Array.from({ length: 3600 }, (_, index) => 63 + Math.sin(index / 20) * 0.4);
    assert.deepEqual(told([fuse], 1, dancing), ["1 limit.fuse on"]);
  });

  it("is few conditions for a value that jumps about it for a day", () => {
    const jumping = Array.from({ length: 8640 }, (_, index) => (Math.floor(index / 12) % 2 === 0 ? 70 : 50));
    assert.ok(told([fuse], 10, jumping).length <= 12);
  });

  it("without an id is called by what it is about", () => {
    const { id: _id, ...rule } = fuse;
    assert.deepEqual(told([rule, { rule: "limit", quantity: "current", below: 1 }], 10, [64]), [
      "0 limit.current-above on",
    ]);
  });

  it("may be two at one meter, a warning and a critical one", () => {
    const rules = [60, 63].map((above) => ({ rule: "limit", quantity: "current", above }));
    assert.deepEqual(told(rules, 10, [61, 64]), ["0 limit.current-above on", "10 limit.current-above-2 on"]);
  });

  it("of a distortion, which meters tell by phase only, holds for every phase", () => {
    const rule = { rule: "limit", id: "thd", quantity: "voltage_thd", above: 8 };
    assert.deepEqual(told([rule], 10, [{ voltage_thd_l1: 2 }, { voltage_thd_l1: 2, voltage_thd_l3: 9 }]), [
      "10 limit.thd on",
    ]);
  });

  it("of a current holds for every phase", () => {
    assert.deepEqual(told([fuse], 10, [{ current: 50, current_l1: 20, current_l2: 64, current_l3: 66 }]), [
      "0 limit.fuse on",
    ]);
  });

  it("of the power factor only counts under load, and has no sign", () => {
    const rule = { rule: "limit", id: "pf", quantity: "power_factor", below: 0.9, aboveLoadKw: 5 };
    const of = (factor: number, kw: number) => ({ power_factor: factor, active_power: kw });
    assert.deepEqual(told([rule], 10, [of(0.5, 1), of(-0.95, -20), of(0.8, 20)]), ["20 limit.pf on"]);
  });

  it("that only counts under load ends with the load", () => {
    const rule = { rule: "limit", id: "pf", quantity: "power_factor", below: 0.9, aboveLoadKw: 5 };
    const loaded = { power_factor: 0.8, active_power: 20 };
    const unloaded = { ...loaded, active_power: 1 };
    const values = [loaded, { power_factor: 0.8 }, unloaded, unloaded, unloaded];
    assert.deepEqual(
      told([rule], 60, values).filter((one) => one.includes("limit")),
      ["0 limit.pf on", "180 limit.pf off"],
    );
  });

  it("may have an id of any length, and is a valid message", () => {
    const watch = new LoadWatch({ rules: [{ ...fuse, id: "f".repeat(64) }] });
    const [condition] = watch.take(reading(start, { current: 70 }));
    assert.equal(condition?.rule, `limit.${"f".repeat(64)}`);
  });

  it("is not crossed after it was decided, though the device's clock runs ahead", () => {
    const config = loadMonitor.parseConfig({ rules: [fuse] });
    const message = reading(start + 200_000, { current: 70 });
    const { outputs } = loadMonitor.step(
      config,
      loadMonitor.initialState(config, ""),
      { type: "message", message },
      start,
    );
    assert.deepEqual(
      outputs.map(({ payload }) => (payload as Condition).since),
      [start],
    );
  });

  it("goes on being judged after a reading of a clock that ran ahead", () => {
    const config = loadMonitor.parseConfig({ rules: [fuse] });
    const step = (state: ReturnType<typeof loadMonitor.initialState>, at: number, current: number) => {
      const message = {
        kind: "reading",
        site: "works",
        meter: "m1",
        at,
        values: { current },
        quality: "good",
      } as const;
      return loadMonitor.step(config, state, { type: "message", message }, start);
    };
    const ahead = step(loadMonitor.initialState(config, "works/m1"), start + 3_600_000, 50);
    assert.equal(step(ahead.state, start, 70).outputs.length, 1);
  });

  it("is not judged by a bad reading, nor by one that comes late", () => {
    const replay = new Replay(stepModules.get("load-monitor") as never, { rules: [fuse] });
    const say = (at: number, current: number, quality: string) => {
      const payload = { kind: "reading", site: "works", meter: "m1", at: start + at, values: { current }, quality };
      return [...replay.line(JSON.stringify({ topic: "", payload }))].length;
    };
    assert.deepEqual(
      [say(0, 99, "bad"), say(5000, 60, "good"), say(1000, 99, "good"), say(6000, 99, "good")],
      [0, 0, 0, 1],
    );
  });
});

describe("the supply", () => {
  const phases = (l1: number, l2 = l1, l3 = l1) => ({ voltage_l1: l1, voltage_l2: l2, voltage_l3: l3, frequency: 50 });
  const minutes = (count: number, volts: number) => Array.from({ length: count }, () => phases(volts));

  it("may be low for a minute, but not in the mean of ten", () => {
    assert.deepEqual(
      told([], 60, [...minutes(10, 230), ...minutes(1, 200), ...minutes(9, 215), ...minutes(10, 230)]),
      [],
    );
    assert.deepEqual(told([], 60, [...minutes(10, 230), ...minutes(10, 205), ...minutes(11, 230)]), [
      "1200 supply-voltage on",
      "1800 supply-voltage off",
    ]);
  });

  it("is few conditions where the means of ten minutes dance about the limit for a day", () => {
    const dancing = Array.from({ length: 144 }, (_, index) => minutes(10, index % 2 === 0 ? 205 : 212)).flat();
    const begun = told([], 60, dancing).filter((one) => one.endsWith(" on"));
    assert.ok(begun.length > 0 && begun.length <= 3, begun.join("; "));
  });

  it("is told at once where a phase is lost", () => {
    assert.deepEqual(told([], 60, [phases(230), phases(230, 230, 100)]), ["60 supply-voltage-extreme on"]);
  });

  it("is not judged on phases that are not connected", () => {
    const single = Array.from({ length: 30 }, () => phases(230, 0, 0));
    assert.deepEqual(told([], 60, single), []);
    assert.deepEqual(told([], 60, [...single, phases(190, 0, 0)]), ["1800 supply-voltage-extreme on"]);
  });

  it("is not judged at a meter of another voltage", () => {
    assert.deepEqual(told([], 60, minutes(30, 120)), []);
    assert.deepEqual(told([{ rule: "supply", nominalVoltage: 120 }], 60, [phases(120), phases(90)]), [
      "60 supply-voltage-extreme on",
    ]);
  });

  it("is unbalanced above 2 % in the mean of ten minutes", () => {
    const skewed = Array.from({ length: 11 }, () => phases(236, 230, 222));
    assert.deepEqual(told([], 60, skewed), ["600 supply-unbalance on"]);
  });
});

describe("unbalance", () => {
  it("of voltages is the negative by the positive sequence", () => {
    // IEC 61000-2-12's method on 400, 390 and 380 V; by symmetrical components 2.962 %.
    assert.equal(voltageUnbalance({ voltage_l1_l2: 400, voltage_l2_l3: 390, voltage_l3_l1: 380 })?.toFixed(2), "2.96");
    assert.equal(voltageUnbalance({ voltage_l1_l2: 400, voltage_l2_l3: 400, voltage_l3_l1: 400 }), 0);
  });

  it("of currents is the largest difference from the mean over the mean", () => {
    assert.equal(currentUnbalance({ current_l1: 100, current_l2: 90, current_l3: 80 })?.toFixed(2), "11.11");
    assert.equal(currentUnbalance({ current_l1: 1, current_l2: 0, current_l3: 0 }), undefined);
  });
});
