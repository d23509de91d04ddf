import assert from "node:assert/strict";
import type { EnergyError } from "../../../dist/lib/contract/error.js";
import { parseTariff } from "../../../dist/lib/tariff/parse-tariff.js";
import { type Bare, tariffOf } from "../../support/flat-load.ts";
import { assertRefused, type Refusal } from "../../support/refusal.ts";

const energy = { id: "energy", kind: "energy", price: 0.1 };
const one = (component: object): object => tariffOf({ components: [{ id: "x", ...component }] });
const hours = (periods: object, prices: object, more: Partial<Bare> = {}): object =>
  tariffOf({ periods, components: [{ id: "energy", kind: "energy", prices }], ...more });
const versions = (...dates: object[]): object => ({
  id: "t",
  versions: dates.map((dated) => ({ ...dated, components: [energy] })),
});

const refused: readonly Refusal[] = [
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
];

describe("a tariff is refused", () => {
  for (const [what, tariff, place, detail] of refused) {
    it(`with ${what}: ${detail}`, () => assertRefused(tariff, place, detail));
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
