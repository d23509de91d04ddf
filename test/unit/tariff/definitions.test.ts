import assert from "node:assert/strict";
import { billOf } from "../../../dist/lib/tariff/bill.js";
import type { BillRequest, PeriodBill } from "../../../dist/lib/tariff/bill-request.js";
import type { Load } from "../../../dist/lib/tariff/load.js";
import { parseTariff } from "../../../dist/lib/tariff/parse-tariff.js";
import { type Bare, flatLoad, tariffOf } from "../../support/flat-load.ts";
import { localTime } from "../../support/written-load.ts";

const timeZone = "Europe/Vienna";

function bill(version: Bare, from: string, to: string, load: Load, more: Partial<BillRequest> = {}): PeriodBill {
  return billOf({
    tariff: parseTariff(tariffOf(version)),
    load,
    from: localTime(from, timeZone),
    to: localTime(to, timeZone),
    timeZone,
    currency: "EUR",
    ...more,
  });
}

const flat = (from: string, to: string, kw = 1): Load => ({ active_energy_import: flatLoad(from, to, timeZone, kw) });
const used = ({ lines }: PeriodBill): Record<string, string> =>
  Object.fromEntries(lines.map((line) => [line.period ?? line.component, line.amountOf]));

const night: Bare = {
  periods: { night: [{ days: ["weekdays"], from: "22:00", to: "06:00" }], day: "rest" },
  components: [{ id: "energy", kind: "energy", prices: { night: 0.1, day: 0.2 } }],
};

describe("the time of a price", () => {
  it("crosses midnight with the day on which it began", () => {
    // Friday's night ends on Saturday at 6; Saturday and Sunday have none; Monday's begins at 22.
    const week = bill(night, "2024-05-10", "2024-05-14", flat("2024-05-10", "2024-05-14"));
    // Thursday's night until Friday 6:00, Friday's 8 h, Monday's 2 h.
    assert.deepEqual(used(week), { night: "16", day: "80" });
  });

  it("has 7 hours of night where the clock is put forward, and 9 where it is put back", () => {
    const everyNight = { ...night, periods: { night: [{ from: "22:00", to: "06:00" }], day: "rest" } };
    const hours = (from: string, to: string) => used(bill(everyNight, from, to, flat(from, to)));
    assert.deepEqual(hours("2024-03-31", "2024-04-01"), { night: "7", day: "16" });
    assert.deepEqual(hours("2024-10-27", "2024-10-28"), { night: "9", day: "16" });
  });

  it("gives the hour that comes twice to the same period twice, and none to the one that is left out", () => {
    const second = { ...night, periods: { night: [{ from: "02:00", to: "03:00" }], day: "rest" } };
    const hours = (from: string, to: string) => used(bill(second, from, to, flat(from, to)));
    assert.deepEqual(hours("2024-10-27", "2024-10-28"), { night: "2", day: "23" });
    assert.deepEqual(hours("2024-03-31", "2024-04-01"), { day: "23" });
  });

  it("is a holiday's on a holiday, never also its weekday's", () => {
    const holidays = new Set(["2024-05-09"]);
    // Thursday, Ascension: only the night that began on Wednesday, until 6.
    const day = bill(night, "2024-05-09", "2024-05-10", flat("2024-05-09", "2024-05-10"), { holidays });
    assert.deepEqual(used(day), { night: "6", day: "18" });
    const own = bill({ ...night, holidays: [] }, "2024-05-09", "2024-05-10", flat("2024-05-09", "2024-05-10"), {
      holidays,
    });
    assert.deepEqual(used(own), { night: "8", day: "16" }, "the tariff's own holidays come first");
  });

  it("ends with the last day of its season, the night after it included", () => {
    const priced = {
      seasons: { cold: [{ from: "11-01", to: "03-31" }] },
      periods: { winter: [{ seasons: ["cold"], from: "22:00", to: "06:00" }], other: "rest" },
      components: [{ id: "energy", kind: "energy", prices: { winter: 1, other: 2 } }],
    };
    assert.deepEqual(used(bill(priced, "2025-04-01", "2025-04-02", flat("2025-04-01", "2025-04-02"))), {
      winter: "6",
      other: "18",
    });
  });
});

const demand = (more: object): Bare => ({ components: [{ id: "demand", kind: "demand", price: 10, ...more }] });
const withPeaks = (peaks: Record<string, number>, kw = 10, from = "2024-05-01", to = "2024-06-01"): Load => ({
  active_energy_import: flatLoad(from, to, timeZone, kw, 15).map((interval) => {
    const peak = Object.entries(peaks).find(([at]) => localTime(at, timeZone) === interval.from);
    return peak ? { ...interval, amount: peak[1] / 4 } : interval;
  }),
});
const ofMay = (version: Bare, load: Load): PeriodBill => bill(version, "2024-05-01", "2024-06-01", load);

describe("a demand", () => {
  it("is the mean of its window, and the window follows the local clock", () => {
    const load = withPeaks({ "2024-05-07T10:45": 50, "2024-05-07T11:00": 50 });
    assert.deepEqual(used(ofMay(demand({ minutes: 15 }), load)), { demand: "50" });
    assert.deepEqual(used(ofMay(demand({ minutes: 30 }), load)), { demand: "30" });
    assert.deepEqual(used(ofMay(demand({ minutes: 60 }), load)), { demand: "20" });
  });

  it("counts windows that lie wholly inside its hours", () => {
    const load = withPeaks({ "2024-05-07T10:30": 50, "2024-05-07T10:45": 50 });
    const version = {
      periods: { late: [{ from: "10:45", to: "20:00" }] },
      components: [{ id: "demand", kind: "demand", minutes: 60, prices: { late: 10 } }],
    };
    assert.deepEqual(used(ofMay(version, load)), { late: "10" });
  });

  it("has the highest of the named hours where it is coincident", () => {
    const load = withPeaks({ "2024-05-07T10:30": 50, "2024-05-08T17:15": 30, "2024-05-09T17:15": 20 });
    const version = demand({ minutes: 60, coincident: ["2024-05-08T17:00", "2024-05-09T17:00", "2023-05-09T17:00"] });
    assert.deepEqual(used(ofMay(version, load)), { demand: "15" });
    assert.deepEqual(ofMay(demand({ coincident: ["2023-05-09T17:00"] }), load).lines, [], "none in this month");
  });

  it("has the mean of as many windows as there are", () => {
    const load = withPeaks({ "2024-05-01T00:15": 50 });
    const version = demand({ peak: { mean: 3, of: "days" } });
    const short = bill(version, "2024-05-01", "2024-05-03", load);
    assert.deepEqual(used(short), { demand: "30" }, "two days");
    const known = (load.active_energy_import ?? []).slice(0, 2 * 96);
    const gaps = ofMay(version, { active_energy_import: known });
    assert.deepEqual(used(gaps), { demand: "30" }, "two days of a month of which nothing else is known");
    assert.deepEqual(used(ofMay(version, { active_energy_import: [] })), { demand: "0" }, "none");
  });

  it("never falls under its minimum, and what is contracted is free where only the excess is charged", () => {
    const load = withPeaks({ "2024-05-07T10:30": 50 });
    assert.deepEqual(used(ofMay(demand({ minimum: 80 }), load)), { demand: "80" });
    assert.deepEqual(used(ofMay(demand({ above: 45.5 }), load)), { demand: "4.5" });
    assert.deepEqual(used(ofMay(demand({ above: 60 }), load)), { demand: "0" });
  });

  it("is apparent where the tariff says so", () => {
    const load = { ...withPeaks({}, 30), reactive_energy_import: flatLoad("2024-05-01", "2024-06-01", timeZone, 40) };
    assert.deepEqual(used(ofMay(demand({ power: "apparent" }), load)), { demand: "50" });
    assert.deepEqual(used(ofMay(demand({ power: "reactive" }), load)), { demand: "40" });
    assert.deepEqual(used(ofMay(demand({ apparentShare: 0.9 }), load)), { demand: "45" });
  });

  it("can be priced by the day and by the year", () => {
    const amount = (more: object) => ofMay(demand(more), withPeaks({}, 12)).amount;
    assert.deepEqual([amount({}), amount({ per: "day" }), amount({ per: "year" })], ["120.00", "3720.00", "10.00"]);
  });
});

describe("a month", () => {
  const may = (version: Bare): string[] =>
    ofMay(version, flat("2024-05-01", "2024-06-01", 10)).lines.map((l) => l.amount);
  const energy = { id: "energy", kind: "energy", price: 0.1 };

  it("is topped up to the minimum bill before taxes, and the levy is added after it", () => {
    const vat = { id: "vat", kind: "tax", percent: 20 };
    const minimum = { id: "minimum", kind: "minimum", amount: 1000 };
    const levy = { id: "levy", kind: "levy", price: 0.01 };
    assert.deepEqual(may({ components: [energy, levy, minimum, vat] }), ["744.00", "74.40", "256.00", "214.88"]);
  });

  it("has taxes on taxes in their order, and surcharges on the lines they name", () => {
    const first = { id: "concession", kind: "tax", percent: 10, on: ["energy"] };
    const second = { id: "vat", kind: "tax", percent: 20 };
    const discount = { id: "discount", kind: "surcharge", percent: -5, on: ["energy"] };
    assert.deepEqual(may({ components: [energy, discount, first, second] }), ["744.00", "-37.20", "74.40", "156.24"]);
  });

  it("counts days by the calendar and a year as twelve months", () => {
    const fee = (per: string) => ({ components: [{ id: "fee", kind: "fixed", price: 12, per }] });
    const march = (per: string) => bill(fee(per), "2024-03-01", "2024-04-01", {}).amount;
    assert.deepEqual([march("day"), march("month"), march("year")], ["372.00", "12.00", "1.00"]);
  });

  it("credits what is exported", () => {
    const load = { active_energy_export: flatLoad("2024-05-01", "2024-06-01", timeZone, 2) };
    const version = { components: [{ id: "feed-in", kind: "export", price: 0.08 }] };
    const [line] = ofMay(version, load).lines;
    assert.deepEqual([line?.amountOf, line?.price, line?.amount], ["1488", "-0.08", "-119.04"]);
  });

  it("is rounded per line as the tariff says, half away from zero unless it says otherwise", () => {
    const half = (mode: string | undefined, price: number) =>
      bill(
        {
          ...(mode && { rounding: { mode } }),
          components: [{ id: "fee", kind: "fixed", price }],
        },
        "2024-05-01",
        "2024-06-01",
        {},
      ).amount;
    assert.deepEqual([half(undefined, 1.005), half(undefined, -1.005)], ["1.01", "-1.01"]);
    assert.deepEqual([half("half-even", 1.005), half("down", 1.009), half("up", 1.001)], ["1.00", "1.00", "1.01"]);
  });

  it("has an excess of reactive energy over the month's sums", () => {
    const load = {
      ...flat("2024-05-01", "2024-06-01", 10),
      reactive_energy_import: flatLoad("2024-05-01", "2024-06-01", timeZone, 6),
    };
    const [line] = ofMay({ components: [{ id: "q", kind: "reactive", share: 0.5, price: 0.02 }] }, load).lines;
    assert.deepEqual([line?.amountOf, line?.amount], ["744", "14.88"]);
  });

  it("has whole steps of 0.01 below the power factor's reference", () => {
    const penalty = (kvar: number, reference: number) => {
      const load = {
        ...flat("2024-05-01", "2024-06-01", 8),
        reactive_energy_import: flatLoad("2024-05-01", "2024-06-01", timeZone, kvar),
      };
      const penalty = { id: "penalty", kind: "power-factor", reference, percent: 1, on: ["energy"] };
      return ofMay({ components: [energy, penalty] }, load).lines[1]?.price;
    };
    // 8 kW and 6 kvar: 0.8 exactly.
    assert.deepEqual(
      [penalty(6, 0.9), penalty(6, 0.81), penalty(6, 0.805), penalty(6, 0.8)],
      ["10", "1", undefined, undefined],
    );
  });

  it("splits where a new version begins within", () => {
    const version = (from: string, price: number) => ({
      from,
      components: [
        { id: "fee", kind: "fixed", price: 31 },
        { id: "energy", kind: "energy", price },
        { id: "demand", kind: "demand", price: 31 },
      ],
    });
    const tariff = parseTariff({ id: "t", versions: [version("2024-01-01", 0.1), version("2024-05-11", 0.2)] });
    const request = { load: withPeaks({ "2024-05-20T10:00": 20 }), timeZone, currency: "EUR", tariff };
    const split = billOf({
      ...request,
      from: localTime("2024-05-01", timeZone),
      to: localTime("2024-06-01", timeZone),
    });
    const amounts = split.lines.map(({ component, amountOf, amount }) => [component, amountOf, amount]);
    // 10 days at 0.1 and a peak of 10 kW, 21 days at 0.2 and a peak of 20 kW, each for its days.
    assert.deepEqual(amounts, [
      ["fee", "1", "31.00"],
      ["energy", "7442.5", "1248.50"],
      ["demand", "30", "520.00"],
    ]);
  });
});

describe("gas", () => {
  it("is billed in kWh by the calorific value and state number of its date, or in m³", () => {
    const components = [{ id: "gas", kind: "energy", price: 0.1 }];
    const conversions = [
      { from: "2020-01-01", calorificValue: "11.2", stateNumber: "0.95" },
      { from: "2024-05-16", calorificValue: "11.4", stateNumber: "0.95" },
    ];
    const load = { gas_volume: flatLoad("2024-05-01", "2024-06-01", timeZone, 10) };
    const bills = [{ conversions }, {}].map((head) => {
      const tariff = parseTariff(tariffOf({ components }, { quantity: "gas_volume", ...head }));
      const period = { from: localTime("2024-05-01", timeZone), to: localTime("2024-06-01", timeZone) };
      const [line] = billOf({ tariff, load, ...period, timeZone, currency: "EUR" }).lines;
      return [line?.amountOf, line?.unit];
    });
    // 15 days × 240 m³ × 10.64 + 16 × 240 × 10.83
    assert.deepEqual(bills, [
      ["79891.2", "kWh"],
      ["7440", "m³"],
    ]);
  });
});
