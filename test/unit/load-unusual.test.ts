import assert from "node:assert/strict";
import { LoadWatch, ofRule, powers, reading } from "../support/load-watch.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const monday = Date.UTC(2026, 0, 5);
const others = ["peak-forming", "idle"].map((rule) => ({ rule, off: true }));

/** By day 100 kW on five days, 10 kW otherwise, with some swing. */
function works(at: number): number {
  const isWork = new Date(at).getUTCDay() % 6 !== 0 && at % day >= 6 * hour && at % day < 18 * hour;
  return (isWork ? 100 : 10) * (1 + 0.2 * Math.sin(at / 200_000));
}
const weeks = 5;
const later = monday + weeks * 7 * day;

describe("a spike", () => {
  it("is what is far above the usual of its hour of the week, not of the day", () => {
    const watch = new LoadWatch({ rules: others });
    assert.deepEqual(watch.take(...powers(monday, later - 5 * minute, 300, works)), []);
    const at = later + 10 * hour;
    assert.deepEqual(watch.take(...powers(later, at - minute, 60, works)), []);
    const [spike] = watch.take(reading(at, { active_power: 260 }));
    assert.equal(spike?.rule, "spike");
    assert.ok((spike?.limit ?? 0) > 120);
    const sunday = later + 6 * day + 10 * hour;
    const ended = watch.take(...powers(at + minute, sunday - minute, 300, works));
    assert.deepEqual(
      ended.map(({ active }) => active),
      [false],
    );
    // A usual load of a Wednesday.
    assert.equal(watch.take(reading(sunday, { active_power: 100 }))[0]?.rule, "spike");
  });

  it("is not told before two weeks are known", () => {
    const watch = new LoadWatch({ rules: others });
    watch.take(...powers(monday, monday + 10 * day, 300, works));
    assert.deepEqual(watch.take(reading(monday + 10 * day + minute, { active_power: 900 })), []);
  });

  it("that stays becomes usual", () => {
    const watch = new LoadWatch({ rules: others });
    const higher = (at: number) => works(at) * (at < later ? 1 : 2.5);
    const told = watch.take(...powers(monday, later + 12 * 7 * day, 900, higher));
    assert.ok(ofRule(told, "spike").length > 0);
    const late = told.filter(({ at, active }) => active && at > later + 8 * 7 * day);
    assert.deepEqual(late, []);
  });
});

describe("the anomaly score", () => {
  const missing = (at: number) => (at >= later + 8 * hour && at < later + 16 * hour ? 10 : works(at));

  it("is off where nobody asks for it", () => {
    const watch = new LoadWatch({ rules: others });
    assert.deepEqual(watch.take(...powers(monday, later + day, 300, missing)), []);
  });

  it("tells of a load that is missing, too, with what was to be expected", () => {
    const watch = new LoadWatch({ rules: [...others, { rule: "spike", off: true }, { rule: "anomaly" }] });
    const [first, ended, ...more] = watch.take(...powers(monday, later + day, 300, missing));
    assert.equal(first?.rule, "anomaly");
    assert.ok((first?.at ?? 0) > later + 8 * hour && (first?.at ?? 0) < later + 12 * hour);
    const { score, usualKw } = (first?.evidence ?? {}) as { score: number; usualKw: number };
    assert.ok(score < -6 && Math.abs(usualKw - 100) < 25, `${score} ${usualKw}`);
    assert.equal(ended?.active, false);
    assert.deepEqual(more, []);
  });
});

describe("a continuous load", () => {
  const gas = { rule: "continuous-load", quantity: "gas_flow", above: 0.02, hours: 6 };
  const flow = (from: number, hours: number, value: (index: number) => number) =>
    Array.from({ length: hours * 12 + 1 }, (_, index) =>
      reading(from + index * 5 * minute, { gas_flow: value(index) }),
    );

  it("is told when it has not paused for so long, and ends with the first pause", () => {
    const watch = new LoadWatch({ rules: [gas] });
    const told = watch.take(...flow(monday, 8, (index) => (index === 90 ? 0 : 0.5)));
    assert.deepEqual(
      told.map(({ rule, active, at }) => [rule, active, (at - monday) / hour]),
      [
        ["continuous-load.gas_flow", true, 6],
        ["continuous-load.gas_flow", false, 7.5],
      ],
    );
  });

  it("is not told where it pauses now and then", () => {
    const watch = new LoadWatch({ rules: [gas] });
    assert.deepEqual(watch.take(...flow(monday, 48, (index) => (index % 60 === 0 ? 0 : 0.5))), []);
  });

  it("may be asked for between shifts only", () => {
    const shifts = [{ name: "early", days: ["mon", "tue", "wed", "thu", "fri"], from: "06:00", to: "22:00" }];
    const watch = new LoadWatch({ shifts, rules: [{ ...gas, offShiftOnly: true }] });
    const friday = monday + 4 * day;
    const [first] = watch.take(...flow(friday, 48, () => 0.5));
    // From midnight to six, the whole six hours; then the weekend.
    assert.equal(((first?.at ?? 0) - friday) / hour, 28);
  });
});
