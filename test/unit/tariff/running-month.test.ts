import assert from "node:assert/strict";
import { billOf } from "../../../dist/lib/tariff/bill.js";
import { checkInvoice } from "../../../dist/lib/tariff/check-invoice.js";
import { compareTariffs } from "../../../dist/lib/tariff/compare.js";
import { estimateMonth } from "../../../dist/lib/tariff/estimate.js";
import type { LoadInterval } from "../../../dist/lib/tariff/load.js";
import { parseTariff } from "../../../dist/lib/tariff/parse-tariff.js";
import { flatLoad, tariffOf } from "../../support/flat-load.ts";
import { localTime } from "../../support/written-load.ts";

const timeZone = "Europe/Vienna";
const at = (text: string) => localTime(text, timeZone);
const place = { timeZone, currency: "EUR" };

function load(
  from: string,
  to: string,
  kw: number,
  peaks: Record<string, number>,
): { active_energy_import: LoadInterval[] } {
  const changed = new Map(Object.entries(peaks).map(([text, peak]) => [at(text), peak / 4]));
  const intervals = flatLoad(from, to, timeZone, kw, 15);
  return {
    active_energy_import: intervals.map((each) => ({ ...each, amount: changed.get(each.from) ?? each.amount })),
  };
}

const energy = { id: "energy", kind: "energy", price: 0.2 };
const demand = { id: "demand", kind: "demand", price: 12 };
const running = (component: object, peaks: Record<string, number>, now: string, version: object = {}) =>
  estimateMonth(
    {
      ...place,
      tariff: parseTariff(tariffOf({ ...version, components: [energy, component] })),
      load: load("2024-04-01", "2024-05-15", 100, peaks),
    },
    at(now),
  );

describe("the running month", () => {
  const now = "2024-05-15T00:00";

  it("is the one that ends at midnight, with nothing to come", () => {
    const whole = { active_energy_import: flatLoad("2024-05-01", "2024-06-01", timeZone, 100, 15) };
    const tariff = parseTariff(tariffOf({ components: [energy, demand] }));
    const { soFar, projected } = estimateMonth({ ...place, tariff, load: whole }, at("2024-06-01T00:00"));
    assert.deepEqual([soFar.from, soFar.to, soFar.amount], [at("2024-05-01"), at("2024-06-01"), "16080.00"]);
    assert.equal(projected?.amount, "16080.00");
  });

  it("has the bill so far, the peak and when, and goes on as the last week went", () => {
    const { soFar, projected, peaks } = running(demand, { "2024-05-07T10:15": 180 }, now);
    // 14 days × 2400 kWh and 20 more at the peak; of the 17 to come, two weeks repeat the last, in which the peak lies no more.
    assert.deepEqual(
      soFar.lines.map(({ amount }) => amount),
      ["6724.00", "2160.00"],
    );
    assert.deepEqual(
      projected?.lines.map(({ amount }) => amount),
      ["14884.00", "2160.00"],
    );
    assert.deepEqual(projected?.basis.estimated.toFixed(3), (17 / 31).toFixed(3));
    assert.deepEqual(peaks, [
      {
        component: "demand",
        peak: "180",
        at: at("2024-05-07T10:15"),
        billed: "180",
        unit: "kW",
        nextUnit: "12.00",
        counts: true,
      },
    ]);
  });

  const next = (component: object, version: object = {}, time = now): [string, boolean] | undefined => {
    const [peak] = running(
      { ...demand, ...component },
      { "2024-04-10T10:00": 300, "2024-05-07T10:15": 180 },
      time,
      version,
    ).peaks;
    return peak && [peak.nextUnit, peak.counts];
  };

  it("has a next kW that costs nothing while a ratchet holds", () => {
    assert.deepEqual(next({ ratchet: { share: 0.8, months: "all" } }), ["0.00", true]);
    assert.deepEqual(next({ ratchet: { share: 0.5, months: "all" } }), ["12.00", true]);
  });

  it("has a next kW that raises a mean by its share, and is free under what is contracted", () => {
    assert.deepEqual(next({ peak: { mean: 3 } }), ["4.00", true]);
    assert.deepEqual(next({ above: 250 }), ["0.00", true]);
    assert.deepEqual(next({ price: [{ upTo: 180, price: 12 }, { price: 8 }] }), ["8.00", true]);
  });

  it("says whether the running window counts", () => {
    const high = { periods: { high: [{ from: "06:00", to: "22:00" }] } };
    const component = { price: undefined, prices: { high: 12 } };
    const { price: _none, ...priced } = { ...demand, ...component };
    const estimate = (time: string) => running(priced, {}, time, high).peaks.map(({ counts }) => counts);
    assert.deepEqual([estimate("2024-05-10T12:00"), estimate("2024-05-10T23:00")], [[true], [false]]);
  });
});

describe("what-if", () => {
  it("names the cheapest of several tariffs first, and what the others cost more", () => {
    const tariffs = [
      { id: "flat", components: [{ ...energy, price: 0.25 }] },
      { id: "demand", components: [energy, { ...demand, price: 5 }] },
      { id: "dear", components: [{ ...energy, price: 0.3 }] },
    ].map(({ id, ...version }) => parseTariff(tariffOf(version, { id })));
    const period = { from: at("2024-04-01"), to: at("2024-05-01") };
    const compared = compareTariffs({ ...place, ...period, load: load("2024-04-01", "2024-05-01", 100, {}) }, tariffs);
    assert.deepEqual(
      compared.map(({ bill, more, morePercent }) => [bill.tariff, bill.amount, more, morePercent]),
      [
        ["demand", "14900.00", "0.00", "0.0"],
        ["flat", "18000.00", "3100.00", "20.8"],
        ["dear", "21600.00", "6700.00", "45.0"],
      ],
    );
  });
});

describe("an invoice", () => {
  const tariff = parseTariff(tariffOf({ components: [energy, demand, { id: "vat", kind: "tax", percent: 20 }] }));
  const period = { from: at("2024-04-01"), to: at("2024-05-01") };
  const bill = billOf({ ...place, ...period, tariff, load: load("2024-04-01", "2024-05-01", 100, {}) });
  const lines = [
    { component: "energy", amountOf: 72_000, price: 0.2, amount: "14400.00" },
    { component: "demand", amountOf: 100, amount: 1200 },
    { component: "vat", price: 20, amount: 3120 },
  ];

  it("agrees to the cent", () => {
    const { agrees, amount } = checkInvoice(bill, { lines, amount: 18_720 });
    assert.deepEqual([agrees, amount.difference], [true, "0"]);
  });

  it("differs in a quantity, a price or an amount, and lacks or adds lines", () => {
    const wrong = [
      { ...lines[0], amountOf: 72_100, price: 0.201, amount: "14492.10" } as (typeof lines)[0],
      { component: "vat", amount: 3120.01 },
      { component: "handling", amount: 5 },
    ];
    const { agrees, lines: checked, amount } = checkInvoice(bill, { lines: wrong });
    assert.equal(agrees, false);
    assert.deepEqual(
      checked.map((line) => [
        line.component,
        line.status,
        line.amount.difference,
        line.amountOf?.agrees,
        line.price?.agrees,
      ]),
      [
        ["energy", "differs", "92.1", false, false],
        ["demand", "missing", "-1200", undefined, undefined],
        ["vat", "differs", "0.01", undefined, undefined],
        ["handling", "surplus", "5", undefined, undefined],
      ],
    );
    assert.deepEqual([amount.invoiced, amount.difference], ["17617.11", "-1102.89"]);
  });

  it("agrees within a tolerance", () => {
    const near = [{ ...lines[0], amount: "14400.04" } as (typeof lines)[0], lines[1], lines[2]] as typeof lines;
    assert.equal(checkInvoice(bill, { lines: near }, { amount: 0.05 }).agrees, true);
    assert.equal(checkInvoice(bill, { lines: near }).agrees, false);
  });
});
