import assert from "node:assert/strict";
import { EnergyError } from "../../../dist/lib/contract/error.js";
import { parseTariff } from "../../../dist/lib/tariff/parse-tariff.js";
import { type Bare, tariffOf } from "../../support/flat-load.ts";

const energy = { id: "energy", kind: "energy", price: 0.1 };
const demand = { id: "demand", kind: "demand", price: 10 };
const one = (component: object): object => tariffOf({ components: [{ id: "x", ...component }] });
const two = (...components: object[]): object => tariffOf({ components });
const hours = (periods: object, prices: object, more: Partial<Bare> = {}): object =>
  tariffOf({ periods, components: [{ id: "energy", kind: "energy", prices }], ...more });
const versions = (...dates: object[]): object => ({
  id: "t",
  versions: dates.map((dated) => ({ ...dated, components: [energy] })),
});

/** What is written, and the place and words of the refusal. */
const refused: readonly (readonly [what: string, tariff: unknown, place: string, detail: string])[] = [
  ["nothing", null, "", "must be object"],
  [
    "an unknown word",
    { ...tariffOf({ components: [energy] }), curency: "EUR" },
    "",
    'unknown property "curency"; known are id, name, quantity, unit, conversions, versions',
  ],
  ["no versions", { id: "t", versions: [] }, "versions", "must NOT have fewer than 1 items"],
  [
    "an unknown quantity",
    { ...tariffOf({ components: [energy] }), quantity: "steam" },
    "quantity",
    'there is no quantity "steam"',
  ],
  [
    "a quantity that is not counted",
    { ...tariffOf({ components: [energy] }), quantity: "active_power" },
    "quantity",
    '"active_power" is not counted, so it cannot be billed',
  ],
  [
    "a unit of something else",
    { ...tariffOf({ components: [energy] }), unit: "m³" },
    "unit",
    "must be one of Wh, kWh, MWh",
  ],
  [
    "versions in the wrong order",
    versions({ from: "2024-01-01" }, { from: "2023-01-01" }),
    "versions/1/from",
    "must be after the version before it begins",
  ],
  [
    "overlapping versions",
    versions({ from: "2024-01-01", to: "2024-12-31" }, { from: "2024-12-31" }),
    "versions/1/from",
    "overlaps with the version before, which ends on 2024-12-31",
  ],
  [
    "a version that ends first",
    versions({ from: "2024-01-01", to: "2023-12-31" }),
    "versions/0/to",
    "must not be before it begins",
  ],
  ["a date that is none", versions({ from: "2023-02-29" }), "versions/0/from", "there is no such date"],
  ["a date in another form", versions({ from: "1.1.2024" }), "versions/0/from", "must be a date such as 2026-12-25"],
  [
    "an unknown kind",
    one({ kind: "engery", price: 1 }),
    "versions/0/components/0/kind",
    "must be one of energy, export, levy, demand, capacity, fixed, reactive, power-factor, surcharge, tax, minimum",
  ],
  [
    "a price in words",
    one({ kind: "energy", price: "0,21" }),
    "versions/0/components/0/price",
    'must be a decimal number such as 0.2145 or "0.2145"',
  ],
  ["no price", one({ kind: "energy" }), "versions/0/components/0", "must have one of price, prices"],
  [
    "an unknown period",
    one({ kind: "energy", prices: { peak: 1 } }),
    "versions/0/components/0/prices/peak",
    'there is no period or season "peak"',
  ],
  [
    "an unknown season",
    hours({ peak: [{ seasons: ["winter"] }] }, { peak: 1 }),
    "versions/0/periods/peak/0/seasons/0",
    'there is no season "winter"',
  ],
  [
    "a season of a day that is none",
    hours({}, {}, { seasons: { cold: [{ from: "11-31", to: "02-28" }] } }),
    "versions/0/seasons/cold/0/from",
    "there is no such date",
  ],
  [
    "a season with a month's name",
    hours({}, {}, { seasons: { jan: [{ from: "01-01", to: "01-31" }] } }),
    "versions/0/seasons/jan",
    "is the name of a month",
  ],
  [
    "a period with a month's name",
    hours({ jan: "rest" }, { jan: 1 }),
    "versions/0/periods/jan",
    "is the name of a season or a month",
  ],
  [
    "a wrong clock",
    hours({ peak: [{ from: "6:00" }] }, { peak: 1 }),
    "versions/0/periods/peak/0/from",
    "must be a time of day such as 06:00",
  ],
  [
    "hours without a price",
    hours({ day: [{ from: "06:00", to: "22:00" }] }, { day: 1 }),
    "versions/0/components/0/prices",
    "no price holds on mon 01-01 from 00:00 to 06:00",
  ],
  [
    "holidays without a price",
    hours({ work: [{ days: ["weekdays"] }], free: [{ days: ["weekend"] }] }, { work: 1, free: 2 }),
    "versions/0/components/0/prices",
    "no price holds on holiday 01-01 from 00:00 to 24:00",
  ],
  [
    "a season without a price",
    hours({}, { jan: 1 }),
    "versions/0/components/0/prices",
    "no price holds on mon 02-01 from 00:00 to 24:00",
  ],
  [
    "two prices at once",
    hours({ day: [{ from: "06:00", to: "22:00" }], late: [{ from: "21:00", to: "06:00" }] }, { day: 1, late: 2 }),
    "versions/0/components/0/prices",
    '"day" and "late" both hold on mon 01-01 from 21:00',
  ],
  [
    "a night that reaches into Saturday",
    hours(
      {
        night: [{ days: ["weekdays"], from: "22:00", to: "06:00" }],
        day: [{ days: ["weekdays"], from: "06:00", to: "22:00" }],
        free: [{ days: ["weekend"] }],
      },
      { night: 1, day: 2, free: 3 },
      { holidays: [] },
    ),
    "versions/0/components/0/prices",
    "no price holds on mon 01-01 from 00:00 to 06:00",
  ],
  [
    "two rests",
    hours({ a: "rest", b: "rest" }, { a: 1, b: 2 }),
    "versions/0/components/0/prices/b",
    '"a" is the rest already',
  ],
  [
    "tiers in the wrong order",
    one({ kind: "energy", price: [{ upTo: 200, price: 1 }, { upTo: 100, price: 2 }, { price: 3 }] }),
    "versions/0/components/0/price/1/upTo",
    "must be more than the tier before",
  ],
  [
    "a last tier with a limit",
    one({ kind: "energy", price: [{ upTo: 200, price: 1 }] }),
    "versions/0/components/0/price/0/upTo",
    "the last tier has no limit",
  ],
  [
    "a tier without a limit",
    one({ kind: "energy", price: [{ price: 1 }, { price: 2 }] }),
    "versions/0/components/0/price/0",
    'lacks the property "upTo"',
  ],
  [
    "tiers per kW of nothing",
    one({ kind: "energy", price: 1, upToPer: "kW" }),
    "versions/0/components/0",
    'tiers per kW need both "upToPer": "kW" and "kwOf"',
  ],
  [
    "tiers per kW of an unknown demand",
    one({ kind: "energy", price: 1, upToPer: "kW", kwOf: "demand" }),
    "versions/0/components/0/kwOf",
    'there is no demand component "demand"',
  ],
  [
    "a demand in half a month's season",
    tariffOf({
      seasons: { warm: [{ from: "04-15", to: "09-30" }] },
      components: [{ id: "d", kind: "demand", prices: { warm: 1 } }],
    }),
    "versions/0/components/0/prices/warm",
    "a demand needs a season of whole months",
  ],
  [
    "a demand by a series",
    one({ kind: "demand", price: { series: "spot" } }),
    "versions/0/components/0",
    "a demand cannot follow a series of prices",
  ],
  [
    "windows of 7 minutes",
    one({ kind: "demand", price: 1, minutes: 7 }),
    "versions/0/components/0/minutes",
    "must be one of 5, 10, 15, 20, 30, 60",
  ],
  [
    "a ratchet over 100 %",
    one({ kind: "demand", price: 1, ratchet: { share: 80, months: 11 } }),
    "versions/0/components/0/ratchet/share",
    "must not be more than 1",
  ],
  [
    "a ratchet of unknown months",
    one({ kind: "demand", price: 1, ratchet: { share: 0.8, months: "winter" } }),
    "versions/0/components/0/ratchet/months",
    'must be a number, "all" or a list of months',
  ],
  [
    "a mean and named hours",
    one({ kind: "demand", price: 1, peak: { mean: 3 }, coincident: ["2024-01-01T10:00"] }),
    "versions/0/components/0",
    "must have only one of peak, coincident",
  ],
  [
    "the year's peak by the month",
    one({ kind: "demand", price: 1, per: "month", peakOf: "year" }),
    "versions/0/components/0/per",
    "the year's peak has a price per year",
  ],
  [
    "two components of one name",
    two(energy, { ...demand, id: "energy" }),
    "versions/0/components/1/id",
    '"energy" is already the id of another component',
  ],
  [
    "a tax on nothing",
    two(energy, { id: "vat", kind: "tax", percent: 19, on: ["grid"] }),
    "versions/0/components/1/on/0",
    'there is no component "grid"',
  ],
  [
    "a surcharge on a tax",
    two(energy, { id: "vat", kind: "tax", percent: 19 }, { id: "s", kind: "surcharge", percent: 1, on: ["vat"] }),
    "versions/0/components/2/on/0",
    '"vat" is only known after this component',
  ],
  [
    "a tax on a later tax",
    two(energy, { id: "a", kind: "tax", percent: 1, on: ["b"] }, { id: "b", kind: "tax", percent: 1 }),
    "versions/0/components/1/on/0",
    '"b" is only known after this component',
  ],
  [
    "a power factor above 1",
    two(energy, { id: "p", kind: "power-factor", reference: 90, percent: 1, on: ["energy"] }),
    "versions/0/components/1/reference",
    "must not be more than 1",
  ],
  [
    "a negative contract",
    one({ kind: "capacity", contracted: -5, price: 1 }),
    "versions/0/components/0/contracted",
    "must not be negative",
  ],
  [
    "a conversion of electricity",
    { ...tariffOf({ components: [energy] }), conversions: [{ from: "2020-01-01", calorificValue: 11 }] },
    "conversions",
    "belongs to gas_volume only",
  ],
];

describe("a tariff is refused", () => {
  for (const [what, tariff, place, detail] of refused) {
    it(`with ${what}: ${detail}`, () => {
      assert.throws(
        () => parseTariff(tariff),
        (error: unknown) => {
          assert.ok(error instanceof EnergyError, String(error));
          assert.deepEqual([error.code, error.params.place, error.params.detail], ["TARIFF_INVALID", place, detail]);
          return true;
        },
      );
    });
  }

  it("with the place in the document that it is part of", () => {
    assert.throws(
      () =>
        parseTariff(
          { id: "t", versions: [{ from: "2024-01-01", components: [{ id: "a", kind: "fixed" }] }] },
          "tariffs/2",
        ),
      (error: EnergyError) => error.params.place === "tariffs/2/versions/0/components/0",
    );
  });
});
