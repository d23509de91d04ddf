import assert from "node:assert/strict";
import type { Interval, Message, MeterEvent, Reading } from "../../dist/lib/contract/messages.js";
import { accumulator } from "../../dist/lib/metering/accumulator.js";
import { PastInMemory } from "../../dist/lib/step/past-in-memory.js";

const start = Date.UTC(2026, 0, 5, 9, 0);
const at = (minute: number): number => start + minute * 60_000;

const readingAt = (minute: number, kwh: number, kw?: number): Reading => ({
  kind: "reading",
  site: "s",
  meter: "m",
  at: at(minute),
  values: { active_energy_import: Math.round(kwh * 1e6) / 1e6, ...(kw !== undefined && { active_power: kw }) },
  quality: "good",
});

const ratio = (minute: number, facts: object): MeterEvent => ({
  kind: "event",
  site: "s",
  meter: "m",
  at: at(minute),
  event: "ratio",
  ...facts,
});

/** Newest version of each quarter-hour, and what was reported. */
function counted(messages: readonly Message[]) {
  const config = accumulator.parseConfig({ timeZone: "UTC", steps: ["15m"], ratedPowerKw: 200 });
  const past = new PastInMemory();
  let state = accumulator.initialState(config, "s/m");
  const newest = new Map<number, Interval>();
  const reported: { code: string; params: object; minute: number }[] = [];
  let now = 0;
  const take = (result: ReturnType<typeof accumulator.step>): void => {
    state = result.state;
    for (const { code, params } of result.errors ?? []) reported.push({ code, params, minute: (now - start) / 60_000 });
    for (const { payload } of result.outputs) {
      past.keep(payload);
      if (payload.kind === "interval") newest.set(payload.from, payload);
    }
  };
  for (const message of messages) {
    if (message.kind === "reading") now = Math.max(now, message.at);
    past.keep(message);
    take(accumulator.step(config, state, { type: "message", message }, now));
    while (accumulator.wantsPast?.(state) && accumulator.recountPast) {
      take(past.answerAll("s/m", accumulator.recountPast(config, state, "s/m")));
    }
  }
  const intervals = [...newest.values()].sort((a, b) => a.from - b.from);
  return {
    reported,
    rows: intervals.map(({ from, amount, quality }) => [(from - start) / 60_000, amount, quality] as const),
    reasons: new Set(intervals.flatMap(({ reasons }) => reasons)),
  };
}

const minutes = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe("a ratio that changed and nobody said when", () => {
  it("is bounded by both factors between the two times that are known, and exact outside", () => {
    const readings = minutes(121).map((minute) => readingAt(minute, 1000 + minute));
    const { rows, reasons } = counted([...readings, ratio(90, { factor: 3, notBefore: at(30) })]);
    assert.deepEqual(rows, [
      [0, 15, "measured"],
      [15, 15, "measured"],
      [30, 15, "estimated"],
      [45, 15, "estimated"],
      [60, 15, "estimated"],
      [75, 15, "estimated"],
      [90, 45, "measured"],
      [105, 45, "measured"],
    ]);
    assert.ok(reasons.has("ratio-unannounced"));
  });

  it("is refused where it ended before it began", () => {
    assert.throws(() => counted([readingAt(0, 1), ratio(10, { factor: 2, notBefore: at(11) })]), {
      code: "MESSAGE_INVALID",
    });
  });

  /** From minute 180 on the register counts a quarter of what flows. */
  const unnoticed = minutes(361).map((minute) =>
    readingAt(minute, 1000.01 + Math.min(minute, 180) + Math.max(0, minute - 180) / 4, 60),
  );

  it("is suspected when power and register begin to differ, and what is counted since is estimated", () => {
    const { rows, reported } = counted(unnoticed);
    assert.deepEqual(
      reported.map(({ code, params }) => [code, params]),
      [["RATIO_SUSPECTED", { meter: "m", since: new Date(at(180)).toISOString(), factor: 4 }]],
    );
    assert.equal(reported[0]?.minute, 240, "after an hour");
    assert.deepEqual(
      rows.filter(([, , quality]) => quality === "measured").map(([from]) => from),
      [0, 15, 30, 45, 60, 75, 90, 105, 120, 135, 150, 165],
    );
    for (const [from, amount] of rows) if (from >= 180) assert.ok(amount >= 3.75 && amount <= 15);
  });

  it("is measured again when its date and factor have been entered", () => {
    const { rows, reported } = counted([...unnoticed, ratio(180, { factor: 4 })]);
    assert.deepEqual([...new Set(rows.map(([, amount, quality]) => `${amount} ${quality}`))], ["15 measured"]);
    assert.equal(reported.length, 1);
  });

  it("is over when both agree again", () => {
    const kwh = (minute: number): number => minute - Math.max(0, Math.min(minute, 330) - 180) * 0.75;
    const { rows, reported } = counted(minutes(481).map((minute) => readingAt(minute, 1000 + kwh(minute), 60)));
    assert.equal(reported.length, 1);
    const estimated = rows.filter(([, , quality]) => quality === "estimated").map(([from]) => from);
    assert.deepEqual([estimated[0], estimated.at(-1), estimated.length], [180, 315, 10]);
  });

  it("is not suspected of a meter that always differed, nor where the load changes between readings", () => {
    const always = minutes(361).map((minute) => readingAt(minute, 1000 + minute, 15));
    assert.deepEqual(counted(always).reported, []);
    const restless = minutes(361).map((minute) => readingAt(minute, 1000 + minute, minute % 7 < 3 ? 20 : 85));
    assert.deepEqual(counted(restless).reported, []);
  });
});
