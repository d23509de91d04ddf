import assert from "node:assert/strict";
import type { MeterEvent } from "../../dist/lib/contract/messages.js";
import { counted, minutes, readingAt, start } from "../support/counted-quarters.ts";

const eventAt = (minute: number, facts: object): MeterEvent =>
  ({ kind: "event", site: "s", meter: "m", at: start + minute * 60_000, ...facts }) as MeterEvent;

/** Readings of each minute, of a register that shows this. */
const readings = (to: number, kwh: (minute: number) => number) => minutes(0, to).map((m) => readingAt(m, kwh(m)));

describe("a course that does not follow from what is believed", () => {
  it("a wrap that is still doubted at the date of a new ratio is divided by its own readings", () => {
    const shown = (minute: number) =>
      minute <= 29 ? 9970.1 + minute : minute === 30 ? 0.1 : 0.2 + (minute - 31) * 0.05;
    const quarters = counted([eventAt(30.5, { event: "ratio", factor: 2 }), ...readings(66, shown)], {
      ratedPowerKw: 250,
      rollover: 10_000,
    });
    // From 30 to 31 the register rises by 0.1, two thirds of it before the date: 0.0667 kWh on either side.
    assert.deepEqual(quarters, [
      [0, 15, "measured"],
      [15, 15, "measured"],
      [30, 1.533333, "measured"],
      [45, 1.5, "measured"],
    ]);
  });

  it("a reading with a wrong clock just after a reset does not move the reset to its own time", () => {
    const shown = (minute: number) => (minute < 45 ? 500 : (minute - 44) / 10);
    const stale = { ...readingAt(0, 500), at: start + 45 * 60_000 + 1 };
    const quarters = counted([...readings(46, shown), stale, ...readings(80, shown).slice(46)], { ratedPowerKw: 100 });
    assert.deepEqual(
      quarters.map(([from, , quality]) => [from, quality]),
      [
        [0, "measured"],
        [15, "measured"],
        [30, "estimated"],
        [45, "measured"],
        [60, "measured"],
      ],
    );
    assert.equal(quarters.at(-2)?.[1], 1.5);
  });

  it("one reading after a standstill that the next two contradict was no catch-up", () => {
    const shown = (minute: number) => (minute < 64 ? 10 : 12);
    const stale = { ...readingAt(0, 11.8), at: start + 61 * 60_000 + 1 };
    const quarters = counted([...readings(62, shown), stale, ...readings(110, shown).slice(62)], { ratedPowerKw: 200 });
    assert.deepEqual(quarters, [
      [0, 0, "measured"],
      [15, 0, "measured"],
      [30, 0, "measured"],
      [45, 0, "measured"],
      [60, 2, "measured"],
      [75, 0, "measured"],
      [90, 0, "measured"],
    ]);
  });

  it("a fall further than a wrap can be, by the meter's last digit, is a reset", () => {
    const shown = (minute: number) => (minute < 26 ? 998 : 0);
    const [, quarter] = counted(readings(50, shown), { ratedPowerKw: 5, rollover: 1000 });
    assert.deepEqual(quarter, [15, 0, "estimated"]);
  });

  it("a standstill that is caught up past the register's end leaves the time after it measured", () => {
    const shown = (minute: number) => (minute < 45 ? 99 + Math.min(minute, 31) / 32 : 0.22 + (minute - 45) / 50);
    const quarters = counted(readings(80, shown), { ratedPowerKw: 10, rollover: 100 });
    assert.deepEqual(
      quarters.slice(2).map(([from, , quality]) => [from, quality]),
      [
        [30, "estimated"],
        [45, "measured"],
        [60, "measured"],
      ],
    );
  });
});

describe("a gap in which the ratio changed and the meter was exchanged", () => {
  const ratio = eventAt(40, { event: "ratio", factor: 0.5 });
  const swap = eventAt(62, { event: "swap", final: 1050, first: 5 });
  const shown = (minute: number) => (minute < 30 ? 1000 : 5 + (minute - 62) / 2);
  const told = readings(100, shown).filter(({ at }) => at < start + 30 * 60_000 || at >= start + 66 * 60_000);
  const quarters = counted([ratio, swap, ...told], { ratedPowerKw: 200 });

  it("is divided by what the old meter showed last, not by the new one's first reading", () => {
    const before = quarters.filter(([from]) => from < 60).reduce((sum, [, amount]) => sum + amount, 0);
    assert.ok(before > 25 && before < 50, `${before} kWh until the exchange`);
  });

  it("leaves the time after the exchange measured", () => {
    assert.deepEqual(quarters.at(-1), [75, 3.75, "measured"]);
    const boundary = counted([ratio, eventAt(60, { event: "swap", final: 1050, first: 4 }), ...told], {
      ratedPowerKw: 200,
    });
    assert.deepEqual(boundary.at(-2), [60, 3.75, "measured"]);
  });
});
