import assert from "node:assert/strict";
import { baselineDrift } from "../../dist/lib/baseline/baseline-drift.js";
import { PastInMemory } from "../../dist/lib/step/past-in-memory.js";
import { played } from "../support/played.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.UTC(2025, 0, 1);
const days = 500;

const temperatureOf = (day: number): number =>
  9 - 12 * Math.cos((2 * Math.PI * (day - 20)) / 365) + 4 * Math.sin(day * 2.3);
const producedOn = (day: number): number => ((day + 2) % 7 < 5 ? 800 + 200 * Math.sin(day * 1.3) : 0);
const restOf = (day: number): number => 12 * Math.sin(day * 7.77);
const expectedOn = (day: number): number =>
  200 + 9 * Math.max(0, 13 - temperatureOf(day)) + 0.5 * producedOn(day) + restOf(day);

const rule = {
  id: "press",
  rule: "baseline",
  meter: "m-press",
  temperatureMeter: "roof",
  production: [{ meter: "counter", quantity: "pieces" }],
  from: "2025-01-01",
  to: "2026-01-01",
};

/** Hourly messages of days: temperature, use and pieces; `used` of a day by what would be expected. */
function* life(used: (expected: number, day: number) => number, last = days) {
  for (let day = 0; day < last; day++) {
    for (let hour = 0; hour < 24; hour++) {
      const from = start + day * dayMs + hour * hourMs;
      const to = from + hourMs;
      const interval = { kind: "interval", site: "works", from, to, quality: "measured", reasons: [], version: 1 };
      const values = { temperature: temperatureOf(day) + 3 * Math.sin((hour / 12) * Math.PI) };
      yield { kind: "reading", site: "works", meter: "roof", at: from + 1, values, quality: "good" };
      const amount = used(expectedOn(day), day) / 24;
      yield { ...interval, meter: "m-press", quantity: "active_energy_import", amount };
      yield { ...interval, meter: "counter", quantity: "pieces", amount: producedOn(day) / 24 };
    }
  }
}

const query = (from: number, to: number) => ({
  kind: "query",
  site: "works",
  meter: "m-press",
  from: start + from * dayMs,
  to: start + to * dayMs,
});

const config = { timeZone: "UTC", rules: [rule] };

describe("a baseline by weather and production", () => {
  const { conditions, baselines } = played("baseline-drift", config, [
    ...life((expected, day) => (day < 380 ? expected : 0.9 * expected)),
    query(380, 500),
  ]);
  const [made] = baselines.filter(({ use, model, savings }) => model && !use && !savings);

  it("finds what the days were made with, and says how far it can be trusted", () => {
    const model = made?.model;
    assert.equal(model?.shape, "3p-heating");
    assert.equal(model?.observations, 365);
    assert.ok(Math.abs((model?.heatingBase ?? 0) - 13) < 0.5);
    const heating = model?.terms.find(({ term }) => term === "heating");
    const production = model?.terms.find(({ term }) => term === "production");
    assert.ok(Math.abs((heating?.coefficient ?? 0) - 9) < 0.3);
    assert.ok(Math.abs((production?.coefficient ?? 0) - 0.5) < 0.01);
    assert.ok((production?.pValue ?? 1) < 1e-9);
    assert.ok(model?.fit);
  });

  it("is frozen: every later day is held against the same", () => {
    const models = new Set(baselines.filter(({ use }) => use).map(({ model }) => JSON.stringify(model)));
    assert.deepEqual([...models], [JSON.stringify(made?.model)]);
  });

  it("shows each day's performance and what has been saved so far", () => {
    const last = baselines.findLast(({ use }) => use)?.use;
    assert.ok(Math.abs((last?.ratio ?? 0) - 0.9) < 0.05);
    const saved = baselines
      .filter(({ use }) => use)
      .reduce((sum, { use }) => sum + (use?.expected ?? 0) - (use?.actual ?? 0), 0);
    assert.ok(Math.abs((last?.cumulativeSaving ?? 0) - saved) < 1e-6);
  });

  it("answers for a period with the saving and its uncertainty", () => {
    const savings = baselines.find((one) => one.savings)?.savings;
    assert.equal(savings?.days, 120);
    assert.ok(Math.abs((savings?.savedPercent ?? 0) - 10) < (savings?.uncertaintyPercent ?? 0));
    assert.ok((savings?.uncertaintyPercent ?? 100) < 2);
    assert.equal(savings?.confidence, 0.9);
  });

  it("is not exceeded by a saving", () => {
    assert.deepEqual(
      conditions.filter((one) => one.rule === "baseline-exceeded.press"),
      [],
    );
  });
});

describe("use above the baseline", () => {
  it("is told when it lasts, dated at its first days, and again when it is over", () => {
    const more = (expected: number, day: number) => (day >= 400 && day < 440 ? 1.1 : 1) * expected;
    const { conditions } = played("baseline-drift", config, life(more));
    const [begun, ended, ...others] = conditions.filter(({ rule }) => rule === "baseline-exceeded.press");
    assert.deepEqual([begun?.active, ended?.active, others], [true, false, []]);
    assert.ok(Math.abs((begun?.since ?? 0) - (start + 400 * dayMs)) <= 2 * dayMs);
    assert.ok((begun?.at ?? 0) < start + 410 * dayMs);
    assert.equal(begun?.severity, "warning");
  });

  it("is none where a dated entry explains it", () => {
    const adjusted = { ...rule, adjustments: [{ from: "2026-02-05", perDay: 120, reason: "second shift in hall 2" }] };
    const more = (expected: number, day: number) => expected + (day >= 400 ? 120 : 0);
    const { conditions } = played("baseline-drift", { ...config, rules: [adjusted] }, life(more));
    assert.deepEqual(
      conditions.filter(({ rule }) => rule.startsWith("baseline")),
      [],
    );
  });
});

describe("a baseline that is asked for", () => {
  it("before its period is over is named as missing", () => {
    const { errors } = played("baseline-drift", config, [...life((expected) => expected, 100), query(0, 100)]);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ["BASELINE_MISSING"],
    );
  });

  it("for days that nobody knows is not answered with a number", () => {
    const known = [...life((expected) => expected, 380)];
    const { errors, baselines } = played("baseline-drift", config, [...known, query(480, 490)]);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ["BASELINE_DAYS_UNKNOWN"],
    );
    assert.ok(baselines.every(({ savings }) => savings === undefined));
  });
});

describe("a baseline whose period lies before its rule", () => {
  it("is made from the journal, and is the same", () => {
    const usual = [...life((expected) => expected, 380)];
    const lived = played("baseline-drift", config, usual).baselines.find(({ use, model }) => model && !use)?.model;
    const past = new PastInMemory();
    for (const message of usual) past.keep(message as never);
    const parsed = baselineDrift.parseConfig(config);
    const late = usual.findLast((message) => message.kind === "interval" && message.meter === "m-press") as {
      to: number;
    };
    const input = { type: "message", message: late as never } as const;
    const { state } = baselineDrift.step(parsed, baselineDrift.initialState(parsed, ""), input, late.to);
    assert.ok(baselineDrift.wantsPast?.(state));
    const recount = baselineDrift.recountPast?.(parsed, state, "works/m-press");
    assert.ok(recount);
    const result = past.answerAll("works/m-press", recount);
    assert.ok(!baselineDrift.wantsPast?.(result.state));
    const [made] = Object.values(result.state.baselines)[0]?.frozen ?? [];
    const values = (terms: readonly { coefficient: number }[] = []) =>
      terms.map(({ coefficient }) => coefficient.toFixed(6));
    assert.deepEqual(values(made?.model.terms), values(lived?.terms));
  });
});
