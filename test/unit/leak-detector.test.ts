import assert from "node:assert/strict";
import type { Message } from "../../dist/lib/contract/messages.js";
import { leakDetector } from "../../dist/lib/leak/leak-detector.js";
import { from, hourMs, month, register, said, start, toldOf, usedIn } from "../support/leak-register.ts";

describe("leak-detector", () => {
  it("says nothing of a household that rests at night", () => {
    assert.deepEqual(toldOf(register({ hours: 60 * 24 })), []);
  });

  it("finds 5 L/h within two days, dates it to the last pause, and says when it has ended", () => {
    const leak = (hour: number) => (hour >= month && hour < month + 100 ? 5 : 0);
    const told = toldOf(register({ hours: month + 120, leak }));
    assert.deepEqual(
      told.map(({ rule, active }) => [rule, active]),
      [
        ["leak", true],
        ["leak", false],
      ],
    );
    const [found] = told;
    assert.ok(found);
    assert.ok(found.at <= start + (month + 48) * hourMs, said(found));
    assert.equal(found.since, start + month * hourMs);
    assert.equal(found.value, 5);
    assert.equal(found.evidence.lossPerDay, 120);
  });

  it("does not take a leak that varies for the meter's base: it is told until it stops, however long that takes", () => {
    const days = 60 * 24;
    const leak = (hour: number) => (hour < month || hour >= month + days ? 0 : hour % 120 < 80 ? 5.6 : 4.8);
    const told = toldOf(register({ hours: month + days + 48, leak }));
    assert.deepEqual(
      told.map(({ rule, active, at }) => [rule, active, at >= start + (month + days) * hourMs]),
      [
        ["leak", true, false],
        ["leak", false, true],
      ],
    );
  });

  it("finds the same leak again a month after it was repaired", () => {
    const again = month + 50 * 24;
    const isLeaking = (hour: number): boolean => (hour >= month && hour < month + 480) || hour >= again;
    const leak = (hour: number) => (isLeaking(hour) ? (hour % 120 < 80 ? 5.6 : 4.8) : 0);
    const told = toldOf(register({ hours: again + 60, leak }));
    assert.deepEqual(
      told.map(({ active }) => active),
      [true, false, true],
    );
  });

  it("finds 10 L/h within four days where a pulse is 10 L, and says how long one takes", () => {
    const [found] = toldOf(register({ hours: month + 96, leak: from(month, 10), pulse: 10 }));
    assert.equal(found?.rule, "leak");
    assert.equal(found?.evidence.pulse, 10);
    assert.ok((found?.evidence.provableHours as number) > 1);
  });

  it("claims nothing that a pulse is too coarse for", () => {
    assert.deepEqual(toldOf(register({ hours: month + 96, leak: from(month, 1), pulse: 10 })), []);
  });

  it("finds the same leak in readings of every cadence", () => {
    for (const stepHours of [1 / 60, 1 / 12, 0.25, 1, 3]) {
      const [found] = toldOf(register({ hours: month + 60, leak: from(month, 8), stepHours }));
      assert.equal(found?.rule, "leak", `every ${stepHours} h`);
    }
  });

  it("finds it in gas, whose amounts are small numbers", () => {
    const used = (hour: number) => usedIn(hour) / 100;
    const gas = { quantity: "gas_volume", used, pulse: 0.01 };
    const [found] = toldOf(register({ hours: month + 60, leak: from(month, 0.08), ...gas }), {});
    assert.equal(found?.rule, "leak");
    assert.equal(found?.unit, "m³/h");
  });

  it("finds it in a flow gauge without a register", () => {
    const messages = register({ hours: month + 60 }).map((message, hour): Message => {
      const flow = (usedIn(hour) + (hour >= month ? 6 : 0)) / 60;
      return { ...message, values: { water_flow: flow } } as Message;
    });
    assert.equal(toldOf(messages)[0]?.rule, "leak");
  });

  it("finds it in intervals, and leaves out what is missing", () => {
    const amount = (hour: number) => usedIn(hour) + (hour >= month ? 6 : 0);
    const messages = Array.from({ length: month + 60 }, (_, hour): Message => {
      const [at, to] = [start + hour * hourMs, start + (hour + 1) * hourMs];
      const missing = hour % 50 === 7;
      return {
        ...{
          kind: "interval",
          site: "works",
          meter: "w",
          quantity: "water_volume",
          from: at,
          to,
          reasons: [],
          version: 1,
        },
        ...(missing ? { amount: 0, quality: "missing" } : { amount: amount(hour), quality: "measured" }),
      } as Message;
    });
    assert.equal(toldOf(messages)[0]?.rule, "leak");
  });

  it("is not alarmed by gaps of hours, slips of the register and a register that begins anew", () => {
    const messages = register({ hours: 60 * 24 }).filter((_message, hour) => hour % 70 > 5);
    const dirty = messages.map((message, index): Message => {
      const values = (message as { values: Record<string, number> }).values;
      const shown = values.water_volume as number;
      const wrong = index % 400 === 399 ? shown - 8 : index % 400 === 199 ? 0 : shown;
      const value = index > 1000 ? wrong - 12_000 : wrong;
      return { ...message, values: { water_volume: Math.max(0, value) } } as Message;
    });
    assert.deepEqual(toldOf(dirty), []);
  });

  it("takes a base flow that was always there for what it is, and finds a leak above it", () => {
    const used = (hour: number) => usedIn(hour) + (Math.floor(hour / 60) % 2 === 0 || hour % 24 > 4 ? 3 : 0);
    const told = toldOf(register({ hours: 3 * month + 60, used, leak: from(3 * month, 20) }));
    const found = told.filter(({ at, active }) => active && at > start + 3 * month * hourMs);
    assert.equal(found[0]?.rule, "leak");
    assert.ok(told.length - found.length <= 4, told.map(said).join(", "));
  });

  it("tells a burst by the second reading, and the rule's own limit at once", () => {
    const told = toldOf(register({ hours: month + 5, leak: from(month, 500) }));
    assert.deepEqual(told.map(said), [`burst on ${month + 2}`]);
    const limited = toldOf(register({ hours: 12 }), { rules: [{ rule: "leak", burstFlow: 18 }] });
    assert.deepEqual(limited.map(said), ["burst on 8", "burst off 10"]);
  });

  it("keeps a few kilobytes of a meter, however long it is watched", () => {
    const config = leakDetector.parseConfig({});
    let state = leakDetector.initialState(config, "works/w");
    for (const message of register({ hours: 120 * 24, leak: (hour) => (hour % 700 > 600 ? 6 : 0) })) {
      state = leakDetector.step(config, state, { type: "message", message }, start).state;
    }
    assert.ok(JSON.stringify(state).length < 4000, `${JSON.stringify(state).length} bytes`);
  });
});
