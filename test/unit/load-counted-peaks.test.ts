import assert from "node:assert/strict";
import type { Interval } from "../../dist/lib/contract/messages.js";
import { LoadWatch, ofRule, powers, reading } from "../support/load-watch.ts";

const minute = 60_000;
const quarter = 15 * minute;
const start = Date.UTC(2026, 0, 5, 9);
const off = ["idle", "spike"].map((rule) => ({ rule, off: true }));

/** The energy of the quarter-hour with this number, as a mean, kW. */
const counted = (index: number, kw: number, more: Partial<Interval> = {}): Interval => ({
  kind: "interval",
  site: "works",
  meter: "m1",
  quantity: "active_energy_import",
  from: start + index * quarter,
  to: start + (index + 1) * quarter,
  amount: kw / 4,
  quality: "measured",
  reasons: [],
  version: 1,
  ...more,
});

/** The month's peak that is shown after these intervals, of which each comes with the reading at its end. */
function peakAfter(intervals: readonly Interval[], rules: readonly object[] = off): unknown {
  const watch = new LoadWatch({ rules });
  watch.take(...powers(start, start + 4 * quarter, 900, () => 100), ...intervals);
  // The readings after them change nothing, but the figures come with them.
  const later = powers(start + 4 * quarter + minute, start + 5 * quarter, 60, () => 90);
  return ofRule(watch.take(...later), "demand").at(-1)?.evidence.monthPeakKw;
}

describe("the month's peak as it was counted", () => {
  it("is that of the energy where power was read now and then", () => {
    assert.equal(peakAfter([]), 100);
    assert.equal(peakAfter([counted(0, 99), counted(1, 104), counted(2, 98), counted(3, 97)]), 104);
    assert.equal(peakAfter([counted(0, 95), counted(1, 98), counted(2, 97), counted(3, 96)]), 98);
  });

  it("stays as it was seen where nothing was counted then", () => {
    assert.equal(peakAfter([counted(2, 98), counted(3, 96)]), 100);
  });

  it("takes what is counted again, also where it is less than was counted first", () => {
    const wrong = [counted(0, 95), counted(1, 5000), counted(2, 96), counted(3, 95)];
    assert.equal(peakAfter(wrong), 5000);
    assert.equal(peakAfter([...wrong, counted(1, 97, { version: 2 })]), 97);
  });

  it("is of whole windows that are over and measured", () => {
    const others = [
      counted(1, 500, { quality: "estimated", reasons: ["gap"] }),
      counted(1, 500, { version: 0 }),
      counted(1, 500, { to: start + 3 * quarter }),
      counted(1, 500, { quantity: "reactive_energy_import" }),
    ];
    assert.equal(peakAfter(others), 100);
    const hours = [...off, { rule: "peak-forming", windowMinutes: 60 }];
    assert.equal(peakAfter([counted(1, 500)], hours), 100);
    assert.equal(peakAfter([counted(0, 104, { to: start + 4 * quarter, amount: 104 })], hours), 104);
  });

  it("is not that of the month before", () => {
    const watch = new LoadWatch({ rules: off });
    const february = Date.UTC(2026, 1, 1);
    watch.take(...powers(february - quarter, february + quarter, 60, () => 50));
    watch.take(counted(0, 300, { from: february - quarter, to: february }));
    const [figure] = ofRule(watch.take(reading(february + quarter + minute, { active_power: 50 })), "demand");
    assert.equal(figure?.evidence.monthPeakKw, 50);
  });

  it("does not make every window of an even load a new peak, though power is shown a little higher", () => {
    const watch = new LoadWatch({ rules: off });
    const told = Array.from({ length: 30 * 96 }, (_, index) => {
      const at = start + index * quarter;
      return watch.take(reading(at, { active_power: 5.1 }), counted(index - 1, 5.05));
    });
    const raised = ofRule(told.flat(), "peak-forming").filter(({ active }) => active);
    assert.ok(raised.length <= 1, `${raised.length}`);
  });
});
