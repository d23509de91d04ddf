import assert from "node:assert/strict";
import type { EnergyError } from "../../../dist/lib/contract/error.js";
import { allocate } from "../../../dist/lib/tariff/allocate.js";
import type { Allocation, AllocationRequest, Consumer } from "../../../dist/lib/tariff/allocation-request.js";
import { parseTariff } from "../../../dist/lib/tariff/parse-tariff.js";
import { flatLoad, tariffOf } from "../../support/flat-load.ts";
import { localTime } from "../../support/written-load.ts";

const timeZone = "Europe/Vienna";
const at = (text: string) => localTime(text, timeZone);
const loadOfKw = (kw: number, from = "2024-06-01", to = "2024-07-01") => ({
  active_energy_import: flatLoad(from, to, timeZone, kw),
});
const components = [
  { id: "energy", kind: "energy", prices: { day: 0.3, night: 0.1 } },
  { id: "demand", kind: "demand", price: 10 },
  { id: "fixed", kind: "fixed", price: 100 },
  { id: "vat", kind: "tax", percent: 20 },
];
const periods = { day: [{ from: "06:00", to: "22:00" }], night: "rest" };

function request(consumers: readonly Consumer[], more: Partial<AllocationRequest> = {}): AllocationRequest {
  return {
    bill: {
      tariff: parseTariff(tariffOf({ periods, components })),
      load: loadOfKw(100),
      from: at("2024-06-01"),
      to: at("2024-07-01"),
      timeZone,
      currency: "EUR",
    },
    site: "works",
    supply: "grid",
    version: 1,
    costCentres: [
      { id: "plant" },
      { id: "press", parent: "plant", area: 300 },
      { id: "paint", parent: "plant", area: 100 },
    ],
    consumers,
    ...more,
  };
}

const consumer = (id: string, kw: number, shares: Consumer["shares"]): Consumer => ({ id, load: loadOfKw(kw), shares });
const posted = ({ postings }: Allocation): Record<string, string> =>
  Object.fromEntries(postings.map(({ costCentre, component, amount }) => [`${costCentre} ${component}`, amount]));

describe("an allocation", () => {
  it("gives each its own use at the price of its time, and says what is left", () => {
    const nightOnly = flatLoad("2024-06-01", "2024-07-01", timeZone, 60).map((interval) => {
      const hour = new Date(interval.from + 7_200_000).getUTCHours();
      return hour >= 6 && hour < 22 ? { ...interval, amount: 0 } : interval;
    });
    const press = consumer("m-1", 40, [{ costCentre: "press", percent: 100 }]);
    const paint = {
      id: "m-2",
      load: { active_energy_import: nightOnly },
      shares: [{ costCentre: "paint", percent: 50 }],
    };
    // 480 h of day at 0.3, 240 h of night at 0.1.
    assert.deepEqual(posted(allocate(request([press, paint], { keys: { demand: "area", fixed: "equal" } }))), {
      "press energy": "6720.00",
      "paint energy": "720.00",
      "rest energy": "9360.00",
      "press demand": "750.00",
      "paint demand": "250.00",
      "plant fixed": "33.34",
      "press fixed": "33.33",
      "paint fixed": "33.33",
      "plant vat": "6.67",
      "press vat": "1500.67",
      "paint vat": "200.66",
      "rest vat": "1872.00",
    });
  });

  it("follows dated shares", () => {
    const moved = consumer("m-1", 100, [
      { costCentre: "press", percent: 100, to: "2024-06-10" },
      { costCentre: "paint", percent: 100, from: "2024-06-11" },
    ]);
    const allocation = posted(allocate(request([moved])));
    // A day costs 16 × 100 × 0.3 + 8 × 100 × 0.1 = 560.
    assert.deepEqual([allocation["press energy"], allocation["paint energy"]], ["5600.00", "11200.00"]);
    assert.deepEqual([allocation["press demand"], allocation["rest energy"]], ["333.33", undefined]);
  });

  it("adds up to the parents, and the quantities to the supply's", () => {
    const { totals, postings, bill } = allocate(
      request([consumer("m-1", 40, [{ costCentre: "press", percent: 100 }])]),
    );
    const [plant, press] = totals;
    assert.equal(plant?.own, "0.00");
    assert.equal(plant?.withChildren, press?.withChildren);
    const energy = postings.filter(({ component }) => component === "energy");
    assert.deepEqual(
      energy.map(({ quantity, unit }) => [quantity, unit]),
      [
        ["28800", "kWh"],
        ["43200", "kWh"],
      ],
    );
    assert.equal(bill.amount, "21480.00");
  });

  it("never shares out more than was supplied, though the meters say so", () => {
    const allocation = posted(
      allocate(
        request([
          consumer("m-1", 90, [{ costCentre: "press", percent: 100 }]),
          consumer("m-2", 30, [{ costCentre: "paint", percent: 100 }]),
        ]),
      ),
    );
    assert.deepEqual([allocation["press energy"], allocation["paint energy"]], ["12600.00", "4200.00"]);
    assert.equal(allocation["rest energy"], undefined);
  });

  const one = (shares: Consumer["shares"]) => request([consumer("m-1", 10, shares)]);
  const refused: readonly (readonly [string, AllocationRequest, string, string])[] = [
    [
      "shares over 100 %",
      one([
        { costCentre: "press", percent: 60 },
        { costCentre: "paint", percent: "40.5" },
      ]),
      "consumers/0/shares/0",
      "the shares add up to 100.5 %",
    ],
    [
      "shares that overlap for a day",
      one([
        { costCentre: "press", percent: 60, to: "2024-06-15" },
        { costCentre: "paint", percent: 60, from: "2024-06-15" },
      ]),
      "consumers/0/shares/1",
      "the shares add up to 120 %",
    ],
    [
      "an unknown cost centre",
      one([{ costCentre: "weld", percent: 60 }]),
      "consumers/0/shares/0/costCentre",
      'there is no cost centre "weld"',
    ],
    [
      "a negative share",
      one([{ costCentre: "press", percent: -1 }]),
      "consumers/0/shares/0/percent",
      "must be between 0 and 100",
    ],
    [
      "a circle of cost centres",
      request([], {
        costCentres: [
          { id: "a", parent: "b" },
          { id: "b", parent: "a" },
        ],
      }),
      "costCentres/0/parent",
      '"a" is above itself',
    ],
    [
      "a fixed key over 100 %",
      request([], { keys: { demand: { shares: { press: 80, paint: 30 } } } }),
      "keys/demand/shares/0",
      "the shares add up to 110 %",
    ],
  ];
  for (const [what, wrong, place, detail] of refused) {
    it(`is refused with ${what}`, () => {
      assert.throws(
        () => allocate(wrong),
        (error: EnergyError) => {
          assert.deepEqual([error.code, error.params], ["SHARES_INVALID", { place, detail }]);
          return true;
        },
      );
    });
  }
});
