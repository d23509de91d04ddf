import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EnergyError } from "../../../dist/lib/contract/error.js";
import { billOf } from "../../../dist/lib/tariff/bill.js";
import type { BillRequest, DynamicPrice } from "../../../dist/lib/tariff/bill-request.js";
import { parseTariff } from "../../../dist/lib/tariff/parse-tariff.js";
import { flatLoad, tariffOf } from "../../support/flat-load.ts";
import { localTime } from "../../support/written-load.ts";

const timeZone = "Europe/Berlin";
const at = (text: string) => localTime(text, timeZone);
const spot = tariffOf({
  components: [{ id: "energy", kind: "energy", price: { series: "day-ahead", factor: 0.001, add: 0.01 } }],
});
const codeAndParams = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof EnergyError, String(error));
    return [error.code, error.params];
  }
  return undefined;
};

/** Origin and licence: `test/fixtures/tariffs/README.md`. */
const file = join(import.meta.dirname, "../../fixtures/tariffs/day_ahead_smard_samples.json");
const samples = JSON.parse(readFileSync(file, "utf8")).days;

/** The hours of a day as they come, so that a day of 23 hours has 23. */
function dayAhead(day: string, area: string): DynamicPrice[] {
  const { hours, [area]: prices } = samples[Object.keys(samples).find((name) => name.startsWith(day)) ?? ""];
  const begin = at(day);
  return hours.flatMap((_: number, index: number) => {
    const from = begin + index * 3_600_000;
    return prices[index] === null ? [] : [{ from, to: from + 3_600_000, price: prices[index] }];
  });
}

const request = (day: string, next: string, prices: DynamicPrice[], kw = 100): BillRequest => ({
  tariff: parseTariff(spot),
  load: { active_energy_import: flatLoad(day, next, timeZone, kw, 15) },
  from: at(day),
  to: at(next),
  timeZone,
  currency: "EUR",
  prices: { "day-ahead": prices },
});

describe("a dynamic price", () => {
  it("is each hour's own, negative ones too, on the day of 23 hours (Austria, 30 March 2025)", () => {
    const [line] = billOf(request("2025-03-30", "2025-03-31", dayAhead("2025-03-30", "AT"))).lines;
    // The 23 prices add up to 421.64 EUR/MWh: 421.64 × 0.1 + 2300 × 0.01 = 65.164
    assert.deepEqual([line?.amountOf, line?.amount, line?.reason?.code], ["2300", "65.16", "dynamic-price"]);
  });

  it("that is missing makes no bill, and the hours are named", () => {
    const prices = dayAhead("2025-03-30", "DE_LU");
    assert.deepEqual(
      codeAndParams(() => billOf(request("2025-03-30", "2025-03-31", prices))),
      ["PRICE_MISSING", { series: "day-ahead", count: 1, hours: "2025-03-30 00:00 – 2025-03-30 01:00" }],
    );
    const unknown = { ...request("2025-03-30", "2025-03-31", []), prices: {} };
    assert.deepEqual(
      codeAndParams(() => billOf(unknown)),
      ["PRICE_MISSING", { series: "day-ahead", count: 23, hours: "2025-03-30 00:00 – 2025-03-31 00:00" }],
    );
  });

  it("is missing also where nothing was used", () => {
    const prices = dayAhead("2025-03-30", "DE_LU");
    assert.ok(codeAndParams(() => billOf(request("2025-03-30", "2025-03-31", prices, 0))));
  });
});

describe("a bill of a load with holes", () => {
  const flat = parseTariff(tariffOf({ components: [{ id: "energy", kind: "energy", price: 0.1 }] }));
  const whole = flatLoad("2025-06-01", "2025-07-01", timeZone, 10);
  const bill = (load: BillRequest["load"], more: Partial<BillRequest> = {}) =>
    billOf({ ...request("2025-06-01", "2025-07-01", []), tariff: flat, load, ...more });

  it("is provisional and says how much is missing, never silently 0", () => {
    const missing = whole.map((interval, hour) =>
      hour < 72 ? { ...interval, amount: 0, quality: "missing" as const } : interval,
    );
    const hole = whole.slice(72);
    for (const load of [missing, hole]) {
      const { provisional, basis, amount } = bill({ active_energy_import: load });
      assert.deepEqual([provisional, basis, amount], [true, { measured: 0.9, estimated: 0, missing: 0.1 }, "648.00"]);
    }
    assert.equal(bill({ active_energy_import: hole }, { missingLimit: 0.1 }).provisional, undefined);
    assert.deepEqual(bill({}).basis, { measured: 0, estimated: 0, missing: 1 });
  });

  it("says what is estimated, and uses the total where a meter does not tell import from export", () => {
    const load = whole.map((interval, hour) =>
      hour < 180 ? { ...interval, quality: "estimated" as const } : interval,
    );
    const { basis, provisional } = bill({ active_energy_total: load });
    assert.deepEqual([basis, provisional], [{ measured: 0.75, estimated: 0.25, missing: 0 }, undefined]);
  });

  it("is none where intervals overlap, the period is empty, or no version holds", () => {
    const [first, second] = whole as [(typeof whole)[0], (typeof whole)[0]];
    const overlapping = [first, { ...second, from: second.from - 1 }];
    assert.deepEqual(
      codeAndParams(() => bill({ active_energy_import: overlapping })),
      ["MESSAGE_INVALID", { place: "load/active_energy_import/1", detail: "begins before the one before it ends" }],
    );
    assert.ok(codeAndParams(() => bill({}, { to: at("2025-06-01") })));
    assert.deepEqual(
      codeAndParams(() => bill({}, { from: at("2019-12-30"), to: at("2020-01-02") })),
      ["TARIFF_MISSING", { tariff: "test", date: "2019-12-30" }],
    );
  });
});
