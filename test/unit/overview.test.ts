import assert from "node:assert/strict";
import type { Interval, Reading } from "../../dist/lib/contract/messages.js";
import { type Overview, PlantNow, type ReaderView } from "../../dist/lib/site/overview.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { powerCurve } from "../../dist/lib/site/power-curve.js";

const midnight = Date.UTC(2026, 10, 17, 23);
const day = 86_400_000;
const now = midnight + 36_000_000;
const quarter = 900_000;

const { site } = parseSite({
  version: 1,
  site: { id: "plant", timeZone: "Europe/Vienna" },
  departments: [{ id: "press-shop" }, { id: "paint-shop" }],
  machines: [{ id: "press", department: "press-shop" }, { id: "oven", department: "paint-shop" }, { id: "crane" }],
  buses: [{ id: "hall", host: "127.0.0.1" }],
  meters: [
    { id: "main", bus: "hall", unitId: 1, profile: "x", role: "main", intervalSeconds: 1 },
    { id: "press-a", bus: "hall", unitId: 2, profile: "x", machine: "press", intervalSeconds: 1, ratedPowerKw: 50 },
    { id: "press-b", bus: "hall", unitId: 3, profile: "x", machine: "press", intervalSeconds: 1, ratedPowerKw: 30 },
    { id: "oven", bus: "hall", unitId: 4, profile: "x", machine: "oven", intervalSeconds: 10 },
    { id: "crane", bus: "hall", unitId: 5, profile: "x", machine: "crane", intervalSeconds: 1 },
  ],
});

const reading = (meter: string, active_power: number, at = now): Reading => ({
  kind: "reading",
  site: "plant",
  meter,
  at,
  values: { active_power },
  quality: "good",
});
const interval = (meter: string, amount: number, more: Partial<Interval> = {}): Interval => ({
  kind: "interval",
  site: "plant",
  meter,
  quantity: "active_energy_import",
  from: midnight,
  to: midnight + day,
  amount,
  quality: "measured",
  reasons: [],
  version: 0,
  ...more,
});
const all = [
  reading("main", 100),
  reading("press-a", 40),
  reading("press-b", 20),
  reading("oven", 25),
  reading("crane", 5),
];

function seen(messages: readonly (Reading | Interval)[], readers: Record<string, ReaderView> = {}, at = now): Overview {
  const plant = new PlantNow(site);
  for (const message of messages) plant.take(message);
  return plant.overview(new Map(Object.entries(readers)), at);
}
const machine = (overview: Overview, id: string) =>
  [...overview.departments.flatMap(({ machines }) => machines), ...overview.unassigned].find((line) => line.id === id);
const state = (overview: Overview, id: string) => overview.meters.find((line) => line.id === id)?.state;

describe("the overview of a plant", () => {
  it("takes the site's power from the main meter, and shows what the others do not see as not metered", () => {
    const overview = seen(all);
    assert.deepEqual([overview.power, overview.basis, overview.notMetered, overview.complete], [100, "main", 10, true]);
  });

  it("does not hide that the sub-meters see more than the main meter", () => {
    assert.equal(seen([...all, reading("main", 80)]).notMetered, -10);
  });

  it("adds the meters of a machine, and the machines of a department", () => {
    const overview = seen(all);
    assert.equal(machine(overview, "press")?.power, 60);
    assert.equal(machine(overview, "press")?.ratedPower, 80);
    assert.deepEqual(
      overview.departments.map(({ id, power }) => [id, power]),
      [
        ["press-shop", 60],
        ["paint-shop", 25],
      ],
    );
    assert.deepEqual(
      overview.unassigned.map(({ id }) => id),
      ["crane"],
    );
  });

  it("knows no rated power of a machine unless every meter of it has one", () => {
    assert.equal(machine(seen(all), "oven")?.ratedPower, null);
  });

  it("is empty and says so before the first reading", () => {
    const overview = seen([]);
    assert.deepEqual(
      [overview.power, overview.energyToday, overview.notMetered, overview.complete],
      [null, null, null, false],
    );
    assert.ok(overview.meters.every((line) => line.state === "waiting" && line.power === null));
  });

  it("calls a meter stale after three intervals without a reading, but never before 5 s", () => {
    assert.equal(state(seen(all, {}, now + 5_000), "press-a"), "online");
    assert.equal(state(seen(all, {}, now + 5_001), "press-a"), "stale");
    assert.equal(state(seen(all, {}, now + 30_000), "oven"), "online");
    assert.equal(state(seen(all, {}, now + 30_001), "oven"), "stale");
  });

  it("keeps a stale value on its line, but counts it in no sum", () => {
    const overview = seen([...all.filter(({ meter }) => meter !== "press-b"), reading("press-b", 20, now - 10_000)]);
    assert.equal(overview.meters.find(({ id }) => id === "press-b")?.power, 20);
    assert.equal(machine(overview, "press")?.power, 40);
    assert.equal(machine(overview, "press")?.complete, false);
    assert.equal(overview.notMetered, null, "what is not metered is not known without all sub-meters");
  });

  it("shows why a meter fails, even while its last reading is fresh", () => {
    const error = { "en-US": "no answer", de: "keine Antwort" };
    const overview = seen(all, { crane: { state: "failing", error } });
    const line = overview.meters.find(({ id }) => id === "crane");
    assert.deepEqual([line?.state, line?.error], ["failing", error]);
    assert.equal(machine(overview, "crane")?.power, null);
  });

  it("falls back to the sum of the sub-meters, marked incomplete, when the main meter is silent", () => {
    const overview = seen(all.filter(({ meter }) => meter !== "main"));
    assert.deepEqual([overview.power, overview.basis, overview.complete], [90, "sum", false]);
  });

  it("ignores a late reading, a bad one, and those of other sites", () => {
    const bad: Reading = { ...reading("crane", 900), at: now + 1, quality: "bad" };
    const foreign: Reading = { ...reading("crane", 901), site: "other" };
    const overview = seen([...all, reading("crane", 902, now - 1), bad, foreign]);
    assert.equal(machine(overview, "crane")?.power, 5);
  });

  it("takes energy today from the running day, imported energy first", () => {
    const overview = seen([
      interval("oven", 7, { quantity: "active_energy_total" }),
      interval("press-a", 11),
      interval("press-a", 99, { quantity: "active_energy_total" }),
      interval("press-a", 12, { from: now - quarter, to: now }),
      interval("crane", 1000, { quantity: "reactive_energy_import" }),
    ]);
    assert.equal(machine(overview, "oven")?.energyToday, 7);
    assert.equal(machine(overview, "press")?.energyToday, 11);
    assert.equal(machine(overview, "crane")?.energyToday, null);
  });

  it("begins again at midnight: yesterday's energy is not today's", () => {
    const messages = [interval("crane", 500)];
    assert.equal(machine(seen(messages, {}, midnight + day - 1), "crane")?.energyToday, 500);
    assert.equal(machine(seen(messages, {}, midnight + day), "crane")?.energyToday, null);
    const next = interval("crane", 0.2, { from: midnight + day, to: midnight + 2 * day });
    assert.equal(
      machine(seen([...messages, next, interval("crane", 501)], {}, midnight + day), "crane")?.energyToday,
      0.2,
    );
  });
});

describe("the power curve", () => {
  const at = (place: number) => ({
    from: midnight + place * quarter,
    to: midnight + (place + 1) * quarter,
    version: 1,
  });

  it("is the mean power of each quarter hour by department", () => {
    const curve = powerCurve(
      site,
      [
        interval("press-a", 10, at(0)),
        interval("press-b", 5, at(0)),
        interval("crane", 1, at(1)),
        interval("main", 20, at(0)),
      ],
      quarter,
    );
    assert.deepEqual(curve.times, [midnight, midnight + quarter]);
    assert.deepEqual(
      curve.series.map(({ id, power }) => [id, power]),
      [
        ["press-shop", [60, null]],
        ["paint-shop", [null, null]],
        ["", [null, 4]],
      ],
    );
    assert.deepEqual(curve.main, [80, null]);
  });

  it("leaves days and other sites out, and a missing interval open", () => {
    const curve = powerCurve(
      site,
      [
        interval("crane", 9),
        interval("crane", 0, { ...at(0), quality: "missing" }),
        interval("main", 1, { ...at(3), site: "other" }),
      ],
      quarter,
    );
    assert.deepEqual(curve.times, [midnight]);
    assert.deepEqual(curve.series.at(-1)?.power, [null]);
  });

  it("draws the newest version of an interval", () => {
    const curve = powerCurve(
      site,
      [interval("crane", 1, at(0)), interval("crane", 2, { ...at(0), version: 2 })],
      quarter,
    );
    assert.deepEqual(curve.series.at(-1)?.power, [8]);
  });
});
