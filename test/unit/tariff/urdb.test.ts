import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { billOf } from "../../../dist/lib/tariff/bill.js";
import type { PeriodBill } from "../../../dist/lib/tariff/bill-request.js";
import { parseTariff } from "../../../dist/lib/tariff/parse-tariff.js";
import { importUrdb } from "../../../dist/lib/tariff/urdb.js";
import { loadOf, localTime } from "../../support/written-load.ts";

const folder = join(import.meta.dirname, "../../fixtures/tariffs");
const read = (path: string): string => readFileSync(join(folder, path), "utf8");
const sum = (bill: PeriodBill, ...components: string[]): string =>
  bill.lines
    .filter(({ component }) => components.includes(component))
    .reduce((total, { amount }) => total + Number(amount), 0)
    .toFixed(2);
const hour = 3_600_000;

describe("a rate document of OpenEI", () => {
  it("bills the sample load of 8760 hours as its publishers' rate does", () => {
    const imported = importUrdb(JSON.parse(read("urdb/urdbv7_pysam_tests.json")), "sample");
    assert.deepEqual(imported.leftOut, ["annualmincharge", "dgrules"]);
    const begin = Date.UTC(2018, 0, 1);
    const kw = read("urdb/pysam_sample_load_8760_kW.csv").trim().split(/\s*\n/).slice(1).map(Number);
    const intervals = kw.map((amount, index) => {
      const from = begin + index * hour;
      return { from, to: from + hour, amount, quality: "measured" as const };
    });
    const load = { active_energy_import: intervals };
    const period = { from: begin, to: begin + 8760 * hour };
    const bill = billOf({ tariff: parseTariff(imported.tariff), load, ...period, timeZone: "UTC", currency: "USD" });
    assert.equal(sum(bill, "energy"), "749.29");
    assert.equal(sum(bill, "demand", "timed-demand"), "1262.02");
    assert.equal(sum(bill, "energy", "demand", "timed-demand"), "2011.31");
    assert.equal(sum(bill, "fixed"), "423.36");
  });

  const july = (document: string, each: number, peak: number): PeriodBill => {
    const { tariff } = importUrdb(JSON.parse(read(document)), "rate");
    const timeZone = "America/Chicago";
    const at = (date: string) => localTime(date, timeZone);
    const except = { "2023-07-11T15:00": peak };
    const load = loadOf({ active_energy_import: { minutes: 60, each, except } }, "2023-07-01", "2023-08-01", timeZone);
    const period = { from: at("2023-07-01"), to: at("2023-08-01") };
    return billOf({ tariff: parseTariff(tariff), load, ...period, timeZone, currency: "USD" });
  };

  it("has tiers of kWh and blocks of kW (REopt, several tiers)", () => {
    // 743 × 50 + 150 = 37300 kWh: 20000 × 0.078891 = 1577.82, 17300 × 0.06 = 1038; 100 × 24.368 + 50 × 17.031 = 3288.35; 31 × 3.298 = 102.238
    const bill = july("reopt/multi_tier_urdb_response.json", 50, 150);
    assert.equal(sum(bill, "energy"), "2615.82");
    assert.equal(sum(bill, "timed-demand"), "3288.35");
    assert.equal(sum(bill, "fixed-meter"), "102.24");
  });

  it("has tiers of kWh for each kW of the month's peak", () => {
    // 743 × 80 + 120 = 59560 kWh, 120 kW: 36000 kWh × 0.049 = 1764, 23560 × 0.033 = 777.48; 100 × 16.3 + 20 × 14.9 = 1928
    const bill = july("urdb/urdb_539f6a23ec4f024411ec8beb.json", 80, 120);
    assert.equal(sum(bill, "energy"), "2541.48");
    assert.equal(sum(bill, "demand"), "1928.00");
  });

  it("names what is only described", () => {
    const { remarks } = importUrdb(JSON.parse(read("urdb/urdb_539f6a23ec4f024411ec8beb.json")));
    assert.deepEqual(remarks, ["Minimum charge of $1000.00."]);
  });

  const flat = { energyratestructure: [[{ rate: 0.1 }]] };
  it("brings its lookback, minimum, adjustment and export", () => {
    const imported = importUrdb({
      ...flat,
      energyratestructure: [[{ rate: 0.1, adj: 0.02, sell: 0.05, unit: "kWh" }]],
      flatdemandstructure: [[{ rate: 10 }]],
      flatdemandmonths: Array(12).fill(0),
      lookbackPercent: 0.8,
      lookbackRange: 6,
      minmonthlycharge: 25,
      fueladjustmentsmonthly: Array(12).fill(0.01),
      demandwindow: 30,
      reactivepowercharge: 0.3,
    });
    const [version] = parseTariff(imported.tariff).versions;
    assert.deepEqual(
      version?.components.map(({ id, kind }) => `${id} ${kind}`),
      ["energy energy", "export export", "fuel-adjustment energy", "demand demand", "minimum minimum"],
    );
    const demand = version?.components.find(({ kind }) => kind === "demand");
    assert.ok(demand?.kind === "demand" && demand.ratchet);
    assert.deepEqual([demand.minutes, demand.ratchet.share.toFixed(), demand.ratchet.months], [30, "0.8", 6]);
    assert.deepEqual(imported.leftOut, ["reactivepowercharge"]);
  });

  const refused: readonly [string, object, string][] = [
    [
      "a demand for each day",
      { flatdemandstructure: [[{ rate: 1 }]], flatdemandmonths: Array(12).fill(0), flatdemandunit: "kW daily" },
      'a demand in "kW daily" cannot be billed',
    ],
    [
      "horsepower",
      { flatdemandstructure: [[{ rate: 1 }]], flatdemandmonths: Array(12).fill(0), flatdemandunit: "hp" },
      'a demand in "hp" cannot be billed',
    ],
    [
      "tiers of unknown units",
      { energyratestructure: [[{ rate: 1, max: 5, unit: "kWh/kW daily" }, { rate: 2 }]] },
      'tiers in "kWh/kW daily" cannot be billed',
    ],
    [
      "a schedule with an unknown rate",
      { energyweekdayschedule: Array(12).fill(Array(24).fill(3)) },
      "there is no rate 3",
    ],
    [
      "a ratchet by month",
      { demandratchetpercentage: [0.5, ...Array(11).fill(0.6)] },
      "a share that changes with the month cannot be billed",
    ],
    [
      "a schedule of 23 hours",
      { energyweekdayschedule: Array(12).fill(Array(23).fill(0)) },
      "must NOT have fewer than 24 items",
    ],
    [
      "a charge for each lamp",
      { fixedchargefirstmeter: 3, fixedchargeunits: "$/lamp" },
      'a charge in "$/lamp" cannot be billed',
    ],
  ];
  for (const [what, change, detail] of refused) {
    it(`is refused with ${what}`, () => {
      assert.throws(
        () => importUrdb({ ...flat, ...change }),
        (error: { code: string; params: { detail: string } }) => {
          assert.deepEqual([error.code, error.params.detail], ["TARIFF_INVALID", detail]);
          return true;
        },
      );
    });
  }
});
