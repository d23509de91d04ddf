import assert from "node:assert/strict";
import { baselineDrift } from "../../dist/lib/baseline/baseline-drift.js";
import { restByCalendar } from "../../dist/lib/baseline/rest-span.js";
import { played } from "../support/played.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** A Monday. */
const start = Date.UTC(2026, 0, 5);
const node = "baseline-drift";
const head = { site: "works", meter: "press" };

/** kW: 40 in work from 6 to 22 o'clock, at rest 11 with the scatter of a machine; `more` times all that from `since` on. */
function powerAt(at: number, more = 1.15, since = 30): number {
  const day = Math.floor((at - start) / dayMs);
  const hour = ((at - start) % dayMs) / hourMs;
  const rest = 11 * (1 + 0.03 * Math.sin(day * day * 1.7) + 0.01 * Math.sin(at / 1e6));
  return (rest + (hour >= 6 && hour < 22 ? 40 : 0)) * (day >= since ? more : 1);
}

function* intervals(stepMs: number, days = 42, power = powerAt) {
  for (let from = start; from < start + days * dayMs; from += stepMs) {
    const amount = (power(from + stepMs / 2) * stepMs) / hourMs;
    const about = { ...head, quantity: "active_energy_import", from, to: from + stepMs };
    yield { kind: "interval", ...about, amount, quality: "measured", reasons: [], version: 1 };
  }
}

function* readings(stepMs: number, days = 42) {
  let energy = 1000;
  for (let at = start; at <= start + days * dayMs; at += stepMs) {
    yield { kind: "reading", ...head, at, values: { active_energy_import: energy, voltage: 230 }, quality: "good" };
    energy += (powerAt(at + stepMs / 2) * stepMs) / hourMs;
  }
}

const general = { timeZone: "UTC", rules: [{ rule: "drift", weatherIndependent: true, pricePerUnit: 0.25 }] };

describe("the nights of a machine", () => {
  for (const [what, messages] of [
    ["intervals of 5 minutes", intervals(5 * minuteMs)],
    ["intervals of 15 minutes", intervals(15 * minuteMs)],
    ["intervals of an hour", intervals(hourMs)],
    ["a register read every 2 minutes", readings(2 * minuteMs)],
    ["a register read every 15 minutes", readings(15 * minuteMs)],
    ["a register read every hour", readings(hourMs)],
  ] as const) {
    it(`show a lasting rise of all its load by ${what}`, () => {
      const { conditions } = played(node, general, messages);
      const [told] = conditions;
      assert.equal(told?.rule, "drift");
      assert.equal(told?.severity, "warning");
      assert.ok((told?.at ?? 0) <= start + 37 * dayMs);
      assert.ok(Math.abs((told?.since ?? 0) - (start + 30 * dayMs)) <= 2 * dayMs);
      assert.ok(Math.abs((told?.value ?? 0) - 15) < 5);
    });
  }

  const endsOf = (power: (at: number) => number, rule: object, days: number): number[] => {
    const config = { timeZone: "UTC", rules: [{ rule: "drift", ...rule }] };
    const { conditions } = played(node, config, intervals(15 * minuteMs, days, power));
    const told = conditions.filter(({ rule: kind }) => kind === "drift");
    assert.equal(told[0]?.active, true);
    return told.filter(({ active }) => !active).map(({ at }) => Math.floor((at - start) / dayMs));
  };
  const isRest = (at: number): boolean => ((at - start) % dayMs) / hourMs < 6;

  it("end a rise when the machine has been off for a week of them", () => {
    const power = (at: number) => (at >= start + 50 * dayMs && isRest(at) ? 0 : powerAt(at, 1.5));
    assert.deepEqual(endsOf(power, {}, 80), [56]);
  });

  it("end a rise that lasts, though they are all worked by then", () => {
    const uneven = (at: number) => 60 + 30 * Math.sin(at / hourMs);
    const power = (at: number) => (at >= start + 50 * dayMs && isRest(at) ? uneven(at) : powerAt(at));
    const [end] = endsOf(power, { acceptDays: 40 }, 90);
    assert.ok(end !== undefined && end <= 72, `${end}`);
  });

  it("count once where quarters, hours and readings of them come together", () => {
    const only = played(node, general, intervals(15 * minuteMs));
    const all = [...intervals(15 * minuteMs), ...intervals(hourMs), ...readings(15 * minuteMs)];
    const timeOf = (message: { to?: number; at?: number }): number => message.to ?? message.at ?? 0;
    const mixed = played(
      node,
      general,
      all.sort((a, b) => timeOf(a) - timeOf(b)),
    );
    const floors = ({ baselines }: typeof only) => baselines.map(({ night }) => night?.floorPerHour.toFixed(6));
    assert.deepEqual(floors(mixed).slice(2), floors(only).slice(2));
  });

  it("go on where they were after a restart", () => {
    const config = baselineDrift.parseConfig(general);
    const lives = {
      through: baselineDrift.initialState(config, ""),
      restarted: baselineDrift.initialState(config, ""),
    };
    const told = { through: [] as unknown[], restarted: [] as unknown[] };
    for (const message of intervals(15 * minuteMs)) {
      for (const name of ["through", "restarted"] as const) {
        const before = name === "restarted" ? JSON.parse(JSON.stringify(lives[name])) : lives[name];
        const result = baselineDrift.step(config, before, { type: "message", message: message as never }, message.to);
        lives[name] = result.state;
        told[name].push(...result.outputs);
      }
    }
    assert.ok(told.through.length > 40);
    assert.deepEqual(told.restarted, told.through);
  });
});

describe("rest by the calendar", () => {
  const days = ["mon", "tue", "wed", "thu", "fri"];
  const shifts = [
    { name: "early", days, from: "06:00", to: "14:00" },
    { name: "late", days, from: "14:00", to: "22:00" },
  ];
  const calendar = { id: "two", name: "two", shifts, holidays: ["2026-01-14"] } as never;
  const iso = (span: { from: number; to: number } | undefined): string[] =>
    span ? [span.from, span.to].map((at) => new Date(at).toISOString().slice(5, 16)) : [];
  const restAt = (at: string): string[] => iso(restByCalendar(calendar, "UTC", Date.parse(`2026-${at}Z`)));

  it("is the time between shifts, over midnight too", () => {
    assert.deepEqual(restAt("01-06T23:00"), ["01-06T22:00", "01-07T06:00"]);
    assert.deepEqual(restAt("01-07T10:00"), ["01-07T22:00", "01-08T06:00"]);
  });

  it("is cut at noon where it lasts for days", () => {
    assert.deepEqual(restAt("01-09T23:00"), ["01-09T22:00", "01-10T12:00"]);
    assert.deepEqual(restAt("01-10T13:00"), ["01-10T12:00", "01-11T12:00"]);
    assert.deepEqual(restAt("01-11T13:00"), ["01-11T12:00", "01-12T06:00"]);
    assert.deepEqual(restAt("01-14T11:00"), ["01-13T22:00", "01-14T12:00"]);
  });

  it("is none where shifts follow each other without end", () => {
    const always = {
      ...(calendar as object),
      holidays: [],
      shifts: [{ name: "all", days: [...days, "sat", "sun"], from: "06:00", to: "06:00" }],
    };
    assert.equal(restByCalendar(always as never, "UTC", start), undefined);
  });

  it("is what is watched of a machine that has one", () => {
    const config = { ...general, calendar: { id: "two", shifts } };
    const { conditions, baselines } = played(node, config, intervals(15 * minuteMs));
    assert.equal(conditions[0]?.rule, "drift");
    assert.equal(new Date(baselines[3]?.from ?? 0).toISOString().slice(11, 16), "22:00");
  });
});

describe("the season", () => {
  /** 16 °C until the day, then colder by 0.4 K a day; below 15 °C each kelvin adds 2 %. */
  const temperatureOn = (day: number): number => 16 - 0.4 * Math.max(0, day - 60);
  const heated = (at: number): number => {
    const day = Math.floor((at - start) / dayMs);
    return powerAt(at, 1) * (1 + 0.02 * Math.max(0, 15 - temperatureOn(day)));
  };
  const power = [...intervals(15 * minuteMs, 110, heated)];
  const weather = Array.from({ length: 110 * 24 }, (_none, hour) => {
    const values = { temperature: temperatureOn(Math.floor(hour / 24)) };
    return { kind: "reading", site: "works", meter: "roof", at: start + hour * hourMs + 1, values, quality: "good" };
  });
  const timeOf = (message: { to?: number; at?: number }): number => message.to ?? message.at ?? 0;

  it("is told as such where the temperature explains it", () => {
    const config = { timeZone: "UTC", rules: [{ rule: "drift", temperatureMeter: "roof" }] };
    const { conditions } = played(
      node,
      config,
      [...power, ...weather].sort((a, b) => timeOf(a) - timeOf(b)),
    );
    assert.ok(conditions.length > 0);
    assert.deepEqual([...new Set(conditions.map(({ rule, severity }) => `${rule} ${severity}`))], ["seasonal notice"]);
  });

  it("does not hide a rise of the machine's own for long", () => {
    const config = { timeZone: "UTC", rules: [{ rule: "drift", temperatureMeter: "roof" }] };
    const more = (at: number): number => heated(at) * (at >= start + 60 * dayMs ? 1.15 : 1);
    const own = [...intervals(15 * minuteMs, 110, more), ...weather].sort((a, b) => timeOf(a) - timeOf(b));
    const { conditions } = played(node, config, own);
    const told = conditions.find(({ rule }) => rule === "drift");
    assert.equal(told?.severity, "warning");
    assert.ok((told?.at ?? Number.POSITIVE_INFINITY) <= start + 76 * dayMs);
  });

  it("is no more than a notice where nobody knows the temperature", () => {
    const { conditions } = played(node, { timeZone: "UTC", rules: [{ rule: "drift" }] }, power);
    assert.ok(conditions.length > 0);
    assert.deepEqual([...new Set(conditions.map(({ rule, severity }) => `${rule} ${severity}`))], ["drift notice"]);
  });
});
