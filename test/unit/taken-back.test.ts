import assert from "node:assert/strict";
import type { Reading } from "../../dist/lib/contract/messages.js";
import { counted, minutes, readingAt } from "../support/counted-quarters.ts";

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
