import assert from "node:assert/strict";
import type { Condition } from "../../dist/lib/contract/messages.js";
import { LoadWatch, ofRule, powers, reading } from "../support/load-watch.ts";

const start = Date.UTC(2026, 0, 5, 9);
const minute = 60_000;
const others = ["idle", "spike"].map((rule) => ({ rule, off: true }));
/** Without the figures that come each minute. */
class PeakWatch extends LoadWatch {
  override take(...messages: Parameters<LoadWatch["take"]>): Condition[] {
    return ofRule(super.take(...messages), "peak-forming");
  }
}
const limited = { rules: [...others, { rule: "peak-forming", limitKw: 100 }] };

describe("the month's peak", () => {
  it("is told while it forms, with what must be shed and how long there is", () => {
    const watch = new PeakWatch(limited);
    const quiet = watch.take(...powers(start, start + 15 * minute, 10, () => 80));
    const told = watch.take(...powers(start + 15 * minute + 10_000, start + 21 * minute, 10, () => 140));
    assert.deepEqual(quiet, []);
    const [first] = told;
    assert.equal(first?.active, true);
    assert.equal(first?.limit, 100);
    // Nothing is told before a fifth of the window is over; then more than ten of its fifteen minutes are left.
    const { secondsLeft, shedKw } = (first?.evidence ?? {}) as { secondsLeft: number; shedKw: number };
    assert.ok(secondsLeft >= 600 && secondsLeft <= 720, `${secondsLeft}`);
    // What is shed from now on brings the window to its limit.
    const used = (140 * (900 - secondsLeft)) / 900;
    const shed = ((first?.value ?? 0) - shedKw * (secondsLeft / 900)) / 100;
    assert.ok(Math.abs(shed - 1) < 0.01, `${shed} ${used}`);
  });

  it("of a load that never changes is one a month, which ends, however the readings fall", () => {
    const watch = new PeakWatch({ rules: others });
    const told = powers(start, start + 50 * 24 * 60 * minute, 900, () => 5).flatMap(({ at }, index) => {
      const late = (index % 7) * 50;
      return watch.take(reading(at + late, { active_energy_import: (5 * (at + late - start)) / (60 * minute) }));
    });
    assert.deepEqual(
      told.map(({ active, at }) => [active, new Date(at).toISOString().slice(0, 10)]),
      [
        [true, "2026-02-01"],
        [false, "2026-02-01"],
      ],
    );
  });

  it("ends when load has been shed", () => {
    const watch = new PeakWatch(limited);
    watch.take(...powers(start, start + 5 * minute, 10, () => 140));
    const told = watch.take(...powers(start + 5 * minute + 10_000, start + 14 * minute, 10, () => 20));
    assert.deepEqual(
      told.filter(({ active }) => !active).map(({ rule, at }) => [rule, at < start + 12 * minute]),
      [["peak-forming", true]],
    );
  });

  it("ends with its window though nothing comes any more", () => {
    const watch = new PeakWatch(limited);
    watch.take(...powers(start, start + 5 * minute, 10, () => 140));
    const [ended] = watch.take(reading(start + 60 * minute, { frequency: 50 }));
    assert.equal(ended?.active, false);
    assert.equal(ended?.at, start + 15 * minute);
  });

  it("that goes on over several windows is one condition", () => {
    const watch = new PeakWatch(limited);
    const told = watch.take(...powers(start, start + 62 * minute, 10, () => 140));
    assert.deepEqual(
      told.filter(({ active }) => !active),
      [],
    );
    assert.equal(new Set(told.map(({ since }) => since)).size, 1);
  });

  it("is measured by windows of the local clock", () => {
    const watch = new PeakWatch({
      timeZone: "Asia/Kathmandu",
      rules: [...others, { rule: "peak-forming", limitKw: 100, windowMinutes: 60 }],
    });
    // 5:45 ahead of UTC: hours begin at a quarter past.
    const [first] = watch.take(...powers(start, start + 50 * minute, 10, () => 140));
    assert.equal(first?.evidence.windowFrom, start + 15 * minute);
  });

  it("without a limit is the month's own so far, once a week is known", () => {
    const day = 24 * 60 * minute;
    const watch = new PeakWatch({ rules: others });
    const load = (at: number) => 50 + 30 * Math.sin(at / day);
    const known = watch.take(...powers(start, start + 8 * day, 60, load));
    assert.deepEqual(ofRule(known, "peak-forming"), []);
    const later = start + 8 * day + minute;
    const told = watch.take(...powers(later, later + 20 * minute, 60, () => 120));
    assert.equal(told[0]?.rule, "peak-forming");
    assert.ok(Math.abs((told[0]?.limit ?? 0) - 80) < 1);
  });

  it("is shown once a minute with what the running window will come to", () => {
    const shown = new LoadWatch(limited).take(...powers(start, start + 5 * minute, 10, () => 60));
    assert.deepEqual(new Set(shown.map(({ rule, active }) => `${rule} ${active}`)), new Set(["demand false"]));
    assert.deepEqual(
      shown.map(({ value, limit }) => [value, limit]),
      Array.from({ length: 5 }, () => [60, 100]),
    );
  });

  it("is told of by registers alone", () => {
    const watch = new PeakWatch(limited);
    const registers = Array.from({ length: 13 }, (_, index) =>
      reading(start + index * minute, { active_energy_import: 1000 + (140 * index) / 60 }),
    );
    assert.equal(watch.take(...registers)[0]?.rule, "peak-forming");
  });

  it("is told of quarter-hours by the one that exceeds it", () => {
    const watch = new PeakWatch(limited);
    const quarter = (index: number, amount: number) => {
      const from = start + index * 15 * minute;
      const what = {
        kind: "interval",
        site: "works",
        meter: "m1",
        quantity: "active_energy_import",
        version: 1,
      } as const;
      return { ...what, from, to: from + 15 * minute, amount, quality: "measured", reasons: [] } as const;
    };
    const told = watch.take(quarter(0, 20), quarter(1, 20), quarter(2, 30), quarter(3, 20), quarter(4, 20));
    assert.deepEqual(
      told.map(({ active, at }) => [active, (at - start) / minute]),
      [
        [true, 45],
        [false, 60],
      ],
    );
  });
});
