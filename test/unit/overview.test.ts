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

describe("the live values of a plant", () => {
  const early = { name: "early", from: "06:00", to: "14:00" };
  const plant = (meters: object[], more: object = {}) =>
    parseSite({
      version: 1,
      site: { id: "plant", timeZone: "Europe/Vienna", calendar: "day" },
      calendars: [
        { id: "day", shifts: [early] },
        { id: "late", shifts: [{ ...early, name: "late", from: "10:00", to: "18:00" }] },
      ],
      departments: [{ id: "shop" }],
      machines: [
        { id: "press", department: "shop" },
        { id: "oven", department: "shop", calendar: "late" },
      ],
      buses: [{ id: "hall", host: "127.0.0.1" }],
      meters: meters.map((meter, index) =>
        "pulse" in meter || "virtual" in meter ? meter : { ...onBus(index), ...meter },
      ),
      ...more,
    }).site;
  const onBus = (unitId: number) => ({ bus: "hall", unitId, profile: "x", intervalSeconds: 1 });
  const pulse = (medium: string, line: number) => ({ medium, unitPerPulse: 1, line });
  const at = (model: ReturnType<typeof plant>, messages: readonly (Reading | Interval)[], time = now) => {
    const live = new PlantNow(model);
    for (const message of messages) live.take(message);
    return live.overview(new Map(), time);
  };
  const span = (from: number, to: number, version = 1) => ({ from, to, version });
  const ten = midnight + 10 * 3_600_000;

  it("count water and gas in the units of their flow, and no sum of power lacks their meters", () => {
    const model = plant([
      { id: "m", machine: "press" },
      { id: "w", machine: "press", pulse: pulse("water", 17) },
      { id: "g", machine: "oven", pulse: pulse("gas", 18) },
    ]);
    const flow = (meter: string, values: Record<string, number>): Reading => ({ ...reading(meter, 0), values });
    const overview = at(model, [reading("m", 10), flow("w", { water_flow: 35 }), flow("g", { gas_flow: 0.2 })]);
    assert.deepEqual([overview.power, overview.waterFlow, overview.gasFlow, overview.complete], [10, 35, 0.2, true]);
    assert.deepEqual([machine(overview, "press")?.power, machine(overview, "press")?.waterFlow], [10, 35]);
    assert.deepEqual([machine(overview, "oven")?.power, machine(overview, "oven")?.gasFlow], [null, 0.2]);
  });

  it("count the energy of a shift from its quarter hours, the running one too", () => {
    const model = plant([{ id: "m", machine: "press" }]);
    const six = midnight + 6 * 3_600_000;
    const overview = at(model, [
      interval("m", 100, span(six - quarter, six)),
      interval("m", 10, span(six, six + quarter)),
      interval("m", 11, span(six, six + quarter, 2)),
      interval("m", 5, span(six + quarter, six + 2 * quarter)),
      interval("m", 2, span(now, now + quarter, 0)),
      interval("m", 3, span(now, now + quarter, 0)),
    ]);
    assert.equal(overview.shift?.name, "early");
    assert.equal(overview.energyShift, 19);
  });

  it("keep to the machine's own calendar, else the site's, and know none between shifts", () => {
    const model = plant([
      { id: "m", machine: "press" },
      { id: "o", machine: "oven" },
    ]);
    const quarters = ["m", "o"].flatMap((meter) => [
      interval(meter, 1, span(ten - quarter, ten)),
      interval(meter, 2, span(ten, ten + quarter)),
    ]);
    const overview = at(model, quarters);
    assert.deepEqual([machine(overview, "press")?.shift, machine(overview, "press")?.energyShift], ["early", 3]);
    assert.deepEqual([machine(overview, "oven")?.shift, machine(overview, "oven")?.energyShift], ["late", 2]);
    const evening = at(model, quarters, midnight + 20 * 3_600_000);
    assert.deepEqual([evening.shift, evening.energyShift], [null, null]);
  });

  it("divide a quarter hour in which a shift begins in proportion to time", () => {
    const calendars = [{ id: "day", shifts: [{ ...early, from: "06:05" }] }];
    const model = plant([{ id: "m", machine: "press" }], { calendars, machines: [{ id: "press" }] });
    const six = midnight + 6 * 3_600_000;
    assert.equal(at(model, [interval("m", 9, span(six, six + quarter))]).energyShift, 6);
  });

  it("count the month from its days up to today, in the site's zone, with corrections of days before", () => {
    const model = plant([{ id: "m", machine: "press" }]);
    const ofNovember = (date: number): number => Date.UTC(2026, 10, date - 1, 23);
    const overview = at(model, [
      interval("m", 1000, span(ofNovember(0), ofNovember(1))),
      interval("m", 10, span(ofNovember(1), ofNovember(2))),
      interval("m", 20, span(ofNovember(2), ofNovember(3))),
      interval("m", 4, span(midnight, midnight + day, 0)),
      interval("m", 12, span(ofNovember(1), ofNovember(2), 2)),
      interval("m", 10, span(ofNovember(1), ofNovember(2))),
    ]);
    assert.deepEqual([overview.energyMonth, overview.energyToday], [36, 4]);
  });

  it("show a virtual meter while all its parts are current, at the machine that it names", () => {
    const model = plant([
      { id: "hall", machine: "press" },
      { id: "m" },
      { id: "v", machine: "oven", virtual: { expression: "hall - m" } },
    ]);
    const energies = [interval("hall", 30, { version: 0 }), interval("m", 10, { version: 0 })];
    const overview = at(model, [reading("hall", 10), reading("m", 4), ...energies]);
    assert.deepEqual([machine(overview, "oven")?.power, machine(overview, "oven")?.energyToday], [6, 20]);
    assert.deepEqual([state(overview, "v"), overview.power, overview.energyToday], ["online", 14, 40], "no part twice");
    const stale = at(model, [reading("hall", 10, now - 60_000), reading("m", 4)]);
    assert.deepEqual([state(stale, "v"), machine(stale, "oven")?.power], ["stale", null]);
  });

  it("do not add a meter to the one that includes it", () => {
    const model = plant([
      { id: "feeder", department: "shop" },
      { id: "m", machine: "press", parent: "feeder" },
    ]);
    const overview = at(model, [reading("feeder", 10), reading("m", 4)]);
    assert.deepEqual([overview.departments[0]?.power, machine(overview, "press")?.power, overview.power], [10, 4, 10]);
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
