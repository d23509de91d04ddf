import assert from "node:assert/strict";
import { changesOf, LoadWatch, ofRule, powers } from "../support/load-watch.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const monday = Date.UTC(2026, 0, 5);
const others = ["peak-forming", "spike"].map((rule) => ({ rule, off: true }));

/** Works from 6 to 14, idles until 16, then is off. */
const lathe = (at: number): number => {
  const clock = at % day;
  if (clock < 6 * hour || clock >= 16 * hour) return 0;
  const swing = Math.sin(at / 100_000);
  return clock < 14 * hour ? 8 + 2 * swing : 1.2 + 0.05 * swing;
};
const shifts = [{ name: "early", days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from: "06:00", to: "14:00" }];
const set = { rule: "idle", offBelowKw: 0.5, runningAboveKw: 4, pricePerUnit: 0.25 };

describe("a machine's state", () => {
  it("is learnt from its power", () => {
    const watch = new LoadWatch({ rules: others });
    const told = changesOf(ofRule(watch.take(...powers(monday, monday + 5 * day, 60, lathe)), "machine-state"));
    const lastDay = told
      .filter(({ at }) => at >= monday + 4 * day)
      .map(({ evidence, since }) => [evidence.state, (since % day) / hour]);
    assert.deepEqual(lastDay, [
      ["running", 6],
      ["idle", 14],
      ["off", 16],
    ]);
    const { offBelowKw, runningAboveKw } = (told.at(-1)?.evidence ?? {}) as {
      offBelowKw: number;
      runningAboveKw: number;
    };
    assert.ok(offBelowKw < 1.1 && runningAboveKw > 1.3 && runningAboveKw < 6);
  });

  it("is the same at a reading every ten seconds and every quarter of an hour", () => {
    const states = (seconds: number) => {
      const watch = new LoadWatch({ rules: others });
      const told = changesOf(ofRule(watch.take(...powers(monday, monday + 4 * day, seconds, lathe)), "machine-state"));
      return told.filter(({ at }) => at >= monday + 3 * day).map(({ evidence }) => evidence.state);
    };
    assert.deepEqual(states(10), ["running", "idle", "off"]);
    assert.deepEqual(states(900), ["running", "idle", "off"]);
  });

  it("is not made up for a load that has only one", () => {
    const watch = new LoadWatch({ rules: others });
    const told = watch.take(...powers(monday, monday + 5 * day, 60, (at) => 20 + 3 * Math.sin(at / 1e6)));
    assert.deepEqual(told, []);
  });

  it("that is over within a minute has not been one", () => {
    const watch = new LoadWatch({ rules: [...others, set] });
    const kwAt = (at: number) => (at - monday === 10 * minute ? 2 : 8);
    const told = watch.take(...powers(monday, monday + hour, 20, kwAt));
    assert.deepEqual(
      changesOf(told).map(({ evidence }) => evidence.state),
      ["running"],
    );
  });

  it("is said again every quarter of an hour, for who has missed the change", () => {
    const watch = new LoadWatch({ rules: [...others, set] });
    const told = watch.take(...powers(monday, monday + hour, 60, () => 8));
    assert.deepEqual(
      told.map(({ rule, at, since }) => [rule, (at - monday) / minute, (since - monday) / minute]),
      [1, 15, 30, 45, 60].map((after) => ["machine-state", after, 1]),
    );
  });
});

describe("idling", () => {
  it("for an hour is told, and ends when the machine is off", () => {
    const watch = new LoadWatch({ rules: [...others, set] });
    const told = ofRule(watch.take(...powers(monday + 5 * hour, monday + 17 * hour, 60, lathe)), "idle");
    assert.deepEqual(
      told.map(({ active, severity, since, at }) => [
        active,
        severity,
        (since - monday) / hour,
        Math.floor((at - monday) / hour),
      ]),
      [
        [true, "notice", 14, 15],
        [false, "notice", 14, 16],
      ],
    );
    // Two hours of 1.2 kW.
    assert.ok(Math.abs((told[1]?.evidence.money as number) - 0.6) < 0.02);
  });

  it("between shifts is told after a quarter of an hour, as a warning", () => {
    const watch = new LoadWatch({ shifts, rules: [...others, set] });
    const told = ofRule(watch.take(...powers(monday + 5 * hour, monday + 17 * hour, 60, lathe)), "idle");
    assert.deepEqual(
      told.map(({ active, severity, at }) => [active, severity, Math.round((at - monday) / (15 * minute)) / 4]),
      [
        [true, "warning", 14.25],
        [false, "warning", 16],
      ],
    );
  });

  it("is added up by shift, in kWh and money, for the cost centre that bears it", () => {
    const meters = [{ id: "m1", machine: "lathe", department: "hall", costCentre: "4711" }];
    const config = { timeZone: "Europe/Vienna", currency: "EUR", shifts, meters, rules: [...others, set] };
    const watch = new LoadWatch(config);
    // Half of each shift it idles.
    const kwAt = (at: number) => (at % hour < 30 * minute ? 8 : 1);
    const told = ofRule(watch.take(...powers(monday, monday + day, 60, kwAt)), "idle-use");
    const early = told.find(({ evidence }) => evidence.shift === "early");
    assert.equal(early?.evidence.from, monday + 5 * hour);
    assert.ok(Math.abs((early?.value ?? 0) - 4) < 0.3, `${early?.value}`);
    assert.ok(Math.abs((early?.evidence.money as number) - 1) < 0.08);
    const { costCentre, department, currency } = early?.evidence ?? {};
    assert.deepEqual(
      { costCentre, department, currency, machine: early?.machine },
      {
        costCentre: "4711",
        department: "hall",
        currency: "EUR",
        machine: "lathe",
      },
    );
  });

  it("is not told of what nobody saw", () => {
    const watch = new LoadWatch({ rules: [...others, set] });
    watch.take(...powers(monday, monday + 20 * minute, 60, () => 1));
    const later = watch.take(...powers(monday + day, monday + day + 30 * minute, 60, () => 1));
    assert.deepEqual(ofRule(later, "idle"), []);
  });
});
