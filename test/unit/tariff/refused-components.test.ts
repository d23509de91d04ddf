import { tariffOf } from "../../support/flat-load.ts";
import { assertRefused, type Refusal } from "../../support/refusal.ts";

const energy = { id: "energy", kind: "energy", price: 0.1 };
const demand = { id: "demand", kind: "demand", price: 10 };
const one = (component: object): object => tariffOf({ components: [{ id: "x", ...component }] });
const two = (...components: object[]): object => tariffOf({ components });

const refused: readonly Refusal[] = [
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

describe("a component is refused", () => {
  for (const [what, tariff, place, detail] of refused) {
    it(`with ${what}: ${detail}`, () => assertRefused(tariff, place, detail));
  }
});
