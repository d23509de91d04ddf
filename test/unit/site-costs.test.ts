import assert from "node:assert/strict";
import { costRulesOf } from "../../dist/lib/costing/cost-rules.js";
import { tiled } from "../../dist/lib/costing/load-of-meter.js";
import { siteDevices } from "../../dist/lib/ingest/site-devices.js";
import { ratioOf } from "../../dist/lib/ingest/unit-ratio.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { quarter } from "../support/journal-flow.ts";

const tariff = (id: string, quantity = "active_energy_import") => ({
  id,
  quantity,
  versions: [{ from: "2026-01-01", components: [{ id: "energy", kind: "energy", price: 0.2 }] }],
});
const bus = { bus: "hall", profile: "wago-879-30xx" };
const plant = {
  version: 1,
  site: { id: "works", timeZone: "Europe/Vienna" },
  departments: [{ id: "shop" }],
  machines: [{ id: "press" }],
  buses: [{ id: "hall", host: "127.0.0.1" }],
  meters: [
    { id: "main", ...bus, unitId: 1, role: "main" },
    { id: "m-press", ...bus, unitId: 2, machine: "press" },
    { id: "m-hall", ...bus, unitId: 3, parent: "second" },
    { id: "second", ...bus, unitId: 4, role: "main" },
    { id: "water", pulse: { medium: "water", pulsesPerUnit: 1, driver: "message" }, role: "main" },
  ],
  tariffs: [tariff("day"), tariff("water", "water_volume")],
  supplies: [
    { id: "grid", meter: "main", tariff: "day" },
    { id: "town", meter: "water", tariff: "water" },
  ],
  costCentres: [{ id: "4000" }, { id: "4100", parent: "4000" }, { id: "4200", parent: "4000" }],
};
const problemsOf = (more: object): string[] =>
  parseSite({ ...plant, ...more }).problems.map(({ code, params }) => `${code} ${params.place}: ${params.detail}`);

describe("what the site model says about costs", () => {
  it("is taken where it is right", () => {
    assert.deepEqual(problemsOf({ allocations: [{ machine: "press", shares: { "4100": 60, "4200": 40 } }] }), []);
  });

  const refused: readonly (readonly [string, object, string])[] = [
    [
      "shares over 100 %",
      { allocations: [{ machine: "press", shares: { "4100": 60, "4200": 40.5 } }] },
      "SITE_ITEM_INVALID allocations/0/shares: add up to 100.5 %, more than 100 %",
    ],
    [
      "an unknown cost centre",
      { allocations: [{ machine: "press", shares: { "4300": 60 } }] },
      'SITE_ITEM_INVALID allocations/0/shares/4300: there is no cost centre "4300"',
    ],
    [
      "an unknown machine",
      { allocations: [{ machine: "pres", shares: { "4100": 60 } }] },
      'SITE_ITEM_INVALID allocations/0/machine: there is no machine "pres"',
    ],
    [
      "shares of nothing",
      { allocations: [{ shares: { "4100": 60 } }] },
      "SITE_ITEM_INVALID allocations/0: must have one of meter, machine, department",
    ],
    [
      "a date that does not exist",
      { allocations: [{ machine: "press", from: "2026-02-30", shares: { "4100": 60 } }] },
      "SITE_ITEM_INVALID allocations/0/from: there is no such date",
    ],
    [
      "a supply of an unknown meter",
      { supplies: [{ id: "grid", meter: "mian", tariff: "day" }] },
      'SITE_ITEM_INVALID supplies/0/meter: there is no meter "mian"',
    ],
    [
      "a supply with an unknown tariff",
      { supplies: [{ id: "grid", meter: "main", tariff: "night" }] },
      'SITE_ITEM_INVALID supplies/0/tariff: there is no tariff "night"',
    ],
    [
      "a cost centre below one that comes later",
      { costCentres: [{ id: "4100", parent: "4000" }, { id: "4000" }] },
      'SITE_ITEM_INVALID costCentres/0/parent: there is no cost centre "4000" above this one in the list',
    ],
    [
      "a tariff without versions",
      { tariffs: [{ id: "day" }, tariff("water", "water_volume")], supplies: [] },
      'SITE_ITEM_INVALID tariffs/0: lacks the property "versions"',
    ],
  ];
  for (const [what, more, said] of refused) {
    it(`is left out and named: ${what}`, () => assert.deepEqual(problemsOf(more), [said]));
  }

  it("says which supply a meter draws from: the nearest upstream, else the only one of its medium", () => {
    const rules = costRulesOf(parseSite({ ...plant, supplies: [...plant.supplies] }).site);
    const of = (meter: string) => rules.supplyOf(meter)?.id;
    assert.deepEqual(["main", "m-press", "m-hall", "water"].map(of), ["grid", "grid", "grid", "town"]);
    const two = { ...plant, supplies: [...plant.supplies, { id: "grid-2", meter: "second", tariff: "day" }] };
    const more = costRulesOf(parseSite(two).site);
    assert.deepEqual(
      ["main", "m-press", "m-hall", "second"].map((meter) => more.supplyOf(meter)?.id),
      ["grid", undefined, "grid-2", "grid-2"],
    );
  });
});

describe("a series of prices", () => {
  it("is handed in like the readings of a meter: in currency for a kWh, or by a mapping in EUR/MWh", () => {
    const { site } = parseSite({ ...plant, prices: [{ id: "day-ahead", minutes: 15 }] });
    assert.deepEqual(siteDevices(site).find("day-ahead"), { site: "works", meter: "day-ahead" });
    const { numerator, denominator } = ratioOf("energy_price", "EUR/MWh", "");
    assert.equal((112 * numerator) / denominator, 0.112);
    assert.deepEqual(ratioOf("energy_price", undefined, ""), { numerator: 1, denominator: 1 });
  });
});

describe("the load that a bill is made from", () => {
  const spans = (intervals: Parameters<typeof tiled>[0]) =>
    tiled(intervals).map(({ from, to }) => [from, to].map((at) => (at - quarter(0).from) / 900_000));
  const of = (index: number, length: number) => quarter(index, { to: quarter(index + length).from });

  it("takes quarter-hours where there are some, and longer intervals between them", () => {
    const day = [of(0, 1), of(1, 1), of(0, 4), of(4, 4), of(8, 1), of(8, 4), of(0, 12), of(12, 4)];
    assert.deepEqual(spans(day), [
      [0, 1],
      [1, 2],
      [4, 8],
      [8, 9],
      [12, 16],
    ]);
  });

  it("never overlaps, in whatever order the intervals come", () => {
    const some = [of(4, 4), of(0, 1), of(2, 4), of(6, 1), of(20, 96), of(20, 4)];
    const tiles = spans(some);
    assert.deepEqual(spans([...some].reverse()), tiles);
    for (const [index, [from = 0]] of tiles.entries()) assert.ok(from >= (tiles[index - 1]?.[1] ?? 0));
  });
});
