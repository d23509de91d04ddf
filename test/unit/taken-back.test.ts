import assert from "node:assert/strict";
import type { Interval, Message, Reading } from "../../dist/lib/contract/messages.js";
import { accumulator } from "../../dist/lib/metering/accumulator.js";

const start = Date.UTC(2026, 0, 5, 9, 0);

const readingAt = (minute: number, kwh: number): Reading => ({
  kind: "reading",
  site: "s",
  meter: "m",
  at: start + minute * 60_000,
  values: { active_energy_import: Math.round(kwh * 1e6) / 1e6 },
  quality: "good",
});

/** Newest version of each quarter-hour: beginning in minutes, amount, quality. */
function counted(messages: readonly Message[], config: object): (readonly [number, number, string])[] {
  const parsed = accumulator.parseConfig({ timeZone: "UTC", steps: ["15m"], ...config });
  let state = accumulator.initialState(parsed, "s/m");
  const newest = new Map<number, Interval>();
  let now = 0;
  for (const message of messages) {
    if (message.kind === "reading") now = Math.max(now, message.at);
    const result = accumulator.step(parsed, state, { type: "message", message }, now);
    state = result.state;
    for (const { payload } of result.outputs) if (payload.kind === "interval") newest.set(payload.from, payload);
  }
  return [...newest.values()]
    .sort((a, b) => a.from - b.from)
    .map(({ from, amount, quality }) => [(from - start) / 60_000, amount, quality]);
}

const minutes = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

describe("what was believed and is taken back", () => {
  it("a catch-up that turns out to be a glitch leaves the standstill as it was", () => {
    const standing = (minute: number): number => (minute <= 20 ? minute : 20);
    const messages = minutes(0, 100).map((minute) => readingAt(minute, minute === 52 ? 45 : standing(minute)));
    assert.deepEqual(counted(messages, { ratedPowerKw: 100 }), [
      [0, 15, "measured"],
      [15, 5, "measured"],
      [30, 0, "measured"],
      [45, 0, "measured"],
      [60, 0, "measured"],
      [75, 0, "measured"],
    ]);
  });

  it("without rated power a glitch after the quickest rise so far stays a glitch when it is counted again", () => {
    const kwh = (minute: number): number => {
      if (minute <= 75) return 4880 + minute * 0.035;
      return 4882.7 + Math.min(minute - 76, 5) * 0.5;
    };
    const messages = minutes(0, 130).map((minute) => readingAt(minute, minute === 83 ? 34237.2 : kwh(minute)));
    const expected = counted(messages, { rollover: 10_000 });
    assert.deepEqual(
      expected.map(([from, , quality]) => [from, quality]),
      [0, 15, 30, 45, 60, 75, 90, 105].map((from) => [from, "measured"]),
    );
    assert.equal(expected.find(([from]) => from === 75)?.[1], 2.575, "nothing of the glitch");
    const [late] = messages.splice(86, 1);
    messages.splice(110, 0, late as Reading);
    assert.deepEqual(counted(messages, { rollover: 10_000 }), expected);
  });
});
