import assert from "node:assert/strict";
import type { Message } from "../../dist/lib/contract/messages.js";
import { leakConfigOf } from "../../dist/lib/leak/leak-config.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { from, hourMs, register, said, start, toldOf } from "../support/leak-register.ts";

const calendar = { id: "c", shifts: [{ name: "day", from: "06:00", to: "23:00" }] };

/** The press takes 5 kW until it is switched off, and 40 W from then on. */
function powerOf(hours: number, offFrom: number, stepHours = 0.1): Message[] {
  const messages: Message[] = [];
  for (let hour = 0; hour < hours; hour += stepHours) {
    const values = { active_power: hour < offFrom ? 5 : 0.04 };
    messages.push({
      kind: "reading",
      site: "works",
      meter: "press",
      at: start + hour * hourMs,
      values,
      quality: "good",
    });
  }
  return messages;
}

const atOf = (message: Message): number => (message as { at: number }).at;
const together = (...lists: Message[][]): Message[] => lists.flat().sort((a, b) => atOf(a) - atOf(b));

describe("flow while nothing runs", () => {
  it("is told between the shifts, where a rule asks for it", () => {
    const rules = [{ rule: "leak", offShiftMinutes: 120, pricePerUnit: 0.005 }];
    const told = toldOf(register({ hours: 28, leak: from(23, 4) }), { timeZone: "UTC", calendar, rules });
    assert.deepEqual(told.map(said), ["flow-while-off on 25"]);
    assert.equal(told[0]?.evidence.moneyPerDay, 0.48);
  });

  it("is told although a pulse comes less often than a reading", () => {
    const rules = [{ rule: "leak", offShiftMinutes: 120 }];
    const flow = {
      hours: 27,
      leak: from(23, 5),
      stepHours: 1 / 12,
      used: (hour: number) => (hour >= 6 && hour < 23 ? 9 : 0),
    };
    const told = toldOf(register(flow), { timeZone: "UTC", calendar, rules });
    assert.deepEqual(
      told.map(({ rule, value }) => [rule, Math.round(value ?? 0)]),
      [["flow-while-off", 5]],
    );
  });

  it("is told while the machine's power is below the rule's, and ends when it runs again", () => {
    const rules = [{ rule: "leak", meter: "w", whileOff: { meter: "press", belowW: 200 }, offShiftMinutes: 60 }];
    const water = register({ hours: 14, used: () => 30, stepHours: 0.25 });
    const power = powerOf(14, 10).map((message) => {
      const isBack = atOf(message) >= start + 12 * hourMs;
      return isBack ? ({ ...message, values: { active_power: 5 } } as Message) : message;
    });
    assert.deepEqual(toldOf(together(power, water), { rules }).map(said), [
      "flow-while-off on 11.25",
      "flow-while-off off 12",
    ]);
  });

  it("is not told while the machine runs, or while nobody knows whether it does", () => {
    const rules = [{ rule: "leak", meter: "w", whileOff: { meter: "press", belowW: 200 } }];
    const water = register({ hours: 14, used: () => 30, stepHours: 0.25 });
    assert.deepEqual(toldOf(together(powerOf(14, 99), water), { rules }), []);
    assert.deepEqual(toldOf(together(powerOf(10, 9.9), water), { rules }), []);
    assert.deepEqual(toldOf(water, { rules }), []);
  });

  it("finds the machine's electricity meter in the site model", () => {
    const { site } = parseSite({
      version: 1,
      site: { id: "works", timeZone: "UTC" },
      machines: [{ id: "press", name: "Press" }],
      buses: [{ id: "hall", host: "127.0.0.1" }],
      meters: [{ id: "e-press", bus: "hall", unitId: 1, profile: "wago-879-30xx", machine: "press" }],
    });
    const config = leakConfigOf(site, [{ whileOff: { machine: "press", belowW: 200 } }]);
    assert.deepEqual(config.ruleOf("w").whileOff, { meter: "e-press", belowW: 200 });
    assert.throws(() => leakConfigOf(site, [{ whileOff: { machine: "lathe", belowW: 200 } }]), /CONFIG_INVALID|lathe/);
    assert.throws(() => toldOf([], { rules: [{ rule: "leak", whileOff: { machine: "press", belowW: 1 } }] }));
  });
});
