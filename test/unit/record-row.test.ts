import assert from "node:assert/strict";
import type { Interval, Message } from "../../dist/lib/contract/messages.js";
import { messageOf } from "../../dist/lib/store/record-message.js";
import { rowOf } from "../../dist/lib/store/record-row.js";
import { parseSeriesText } from "../../dist/lib/store/series.js";

const at = Date.UTC(2026, 2, 28, 23);
const hour = 3_600_000;
const head = { site: "works", meter: "m1" };
const line = { component: "energy", amountOf: "12.5", unit: "kWh", price: "0.2", amount: "2.50" };
const condition = {
  kind: "condition",
  site: "works",
  machine: "press",
  rule: "idle",
  active: true,
  severity: "notice",
  at,
  since: at - hour,
  evidence: { power: 3 },
} as const;

const alert = {
  kind: "alert",
  id: "machine.press~idle~k1",
  site: "works",
  condition,
  state: "acknowledged",
  change: "acknowledged",
  at,
  version: 2,
  raised: at - hour,
  step: 1,
  acknowledged: { by: "Anna", at, note: "on my way" },
} as const;

const interval = (from: number, to: number, more: Partial<Interval> = {}): Interval => ({
  kind: "interval",
  ...head,
  quantity: "active_energy_import",
  from,
  to,
  amount: 1.25,
  quality: "measured",
  reasons: [],
  version: 1,
  ...more,
});

const kept: Readonly<Record<string, Message>> = {
  "a reading": { kind: "reading", ...head, at, values: { active_power: 1.1, voltage_l1: 230 }, quality: "good" },
  "a doubtful reading": {
    kind: "reading",
    ...head,
    at,
    values: { quality: 1, values: 2 },
    quality: "uncertain",
    reason: "clock not set",
  },
  "a quarter-hour": interval(at, at + hour / 4),
  "an estimated quarter-hour": interval(at, at + hour / 4, { quality: "estimated", reasons: ["gap"], version: 3 }),
  "a day": interval(at, at + 24 * hour),
  "the day the clocks go forward": interval(at, at + 23 * hour),
  "the day the clocks go back": interval(at, at + 25 * hour),
  "an interval of seconds": interval(at, at + 10_000),
  "a cost": {
    kind: "cost",
    ...head,
    from: at,
    to: at + 23 * hour,
    lines: [line],
    amount: "2.50",
    currency: "EUR",
    tariff: "day/night",
    version: 2,
  },
  "an event": { kind: "event", ...head, at, event: "swap", last: 99_999, first: 0 },
  "a condition of a machine": condition,
  "an alert of a machine": alert,
  "an order to tell somebody": {
    kind: "notification",
    id: "machine.press~idle~k1~1",
    number: 1,
    site: "works",
    recipient: "anna",
    reason: "raised",
    severity: "warning",
    alert,
    at,
    due: at,
    expires: at + hour,
  },
  "what became of it": {
    kind: "delivery",
    site: "works",
    notification: "machine.press~idle~k1~1",
    alert: alert.id,
    machine: "press",
    rule: "idle",
    recipient: "anna",
    channel: "sms",
    state: "delivered",
    at,
    attempts: 1,
    answer: "status 200",
    version: 11,
  },
};

const keyOf = (message: Message): string => {
  const { series, at: time, version } = rowOf(message);
  return `${series} ${time} ${version}`;
};

describe("a record in the journal", () => {
  for (const [name, message] of Object.entries(kept)) {
    it(`gives back ${name} as it was`, () => {
      const row = rowOf(message);
      assert.deepEqual(messageOf(parseSeriesText(row.series), row.at, row.version, row.body), message);
    });
  }

  it("calls calendar days of 23, 24 and 25 hours the same step", () => {
    const steps = [23, 24, 25].map((hours) => parseSeriesText(rowOf(interval(at, at + hours * hour)).series).step);
    assert.deepEqual(steps, ["1d", "1d", "1d"]);
  });

  it("has one key for a reading that is sent twice", () => {
    assert.equal(keyOf(kept["a reading"] as Message), keyOf(structuredClone(kept["a reading"]) as Message));
  });

  const first: Message = { kind: "event", ...head, at, event: "manual", quantity: "gas_volume", value: 1 };
  const different: readonly [string, Message, Message][] = [
    ["a correction", interval(at, at + hour), interval(at, at + hour, { version: 2 })],
    ["another step", interval(at, at + hour), interval(at, at + hour / 4)],
    ["another quantity of an event", first, { ...first, quantity: "water_volume" }],
    ["a corrected event", first, { ...first, version: 1 }],
    ["the next record of an alert", alert, { ...alert, version: 3 }],
    ["the end of a condition", condition, { ...condition, active: false }],
    ["a condition that began at another time", condition, { ...condition, since: condition.since - 1 }],
    ["a condition that gets worse at once", condition, { ...condition, severity: "warning" }],
  ];
  for (const [name, one, other] of different) {
    it(`has another key for ${name}`, () => assert.notEqual(keyOf(one), keyOf(other)));
  }

  const refused: readonly [string, object, string][] = [
    ["a running interval", interval(at, at + hour, { version: 0 }), "version"],
    ["an interval that ends before it begins", interval(at, at - hour), "to"],
    ["a question, which is not kept", { kind: "query", site: "works", from: at, to: at + hour }, "kind"],
    [
      "a value that is no number",
      { ...kept["a reading"], values: { active_power: Number.NaN } },
      "values/active_power",
    ],
    ["what is no message", { kind: "constructor" }, "kind"],
  ];
  for (const [name, value, place] of refused) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => rowOf(value),
        (error: { code?: string; params?: { place?: string } }) =>
          error.code === "MESSAGE_INVALID" && error.params?.place === place,
      );
    });
  }
});
