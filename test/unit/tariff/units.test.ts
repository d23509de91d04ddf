import assert from "node:assert/strict";
import { billOf } from "../../../dist/lib/tariff/bill.js";
import { parseTariff } from "../../../dist/lib/tariff/parse-tariff.js";
import { flatLoad, tariffOf } from "../../support/flat-load.ts";
import { localTime } from "../../support/written-load.ts";

const timeZone = "Europe/Vienna";
const june = { from: localTime("2024-06-01", timeZone), to: localTime("2024-07-01", timeZone) };

/** Component, amountOf, unit, amount of June at ten units an hour. */
function lines(quantity: string, components: object[], head: object = {}): string[][] {
  const load = { [quantity]: flatLoad("2024-06-01", "2024-07-01", timeZone, 10) };
  const tariff = parseTariff(tariffOf({ components }, { quantity, ...head }));
  const bill = billOf({ tariff, load, ...june, timeZone, currency: "EUR" });
  return bill.lines.map(({ component, amountOf, unit, amount }) => [component, amountOf, unit, amount]);
}

describe("the unit of a price", () => {
  it("is kWh, or MWh where the tariff says so, and its tiers with it", () => {
    const price = [{ upTo: 2, price: 100 }, { price: 80 }];
    const energy = { id: "energy", kind: "energy", price };
    assert.deepEqual(lines("active_energy_import", [energy], { unit: "MWh" }), [
      ["energy", "2", "MWh", "200.00"],
      ["energy", "5.2", "MWh", "416.00"],
    ]);
  });

  it("is m³ of water, though water is counted in litres", () => {
    const water = { id: "water", kind: "energy", price: 2.5 };
    assert.deepEqual(lines("water_volume", [water]), [["water", "7.2", "m³", "18.00"]]);
  });

  it("of a demand is that of the quantity in an hour", () => {
    const demand = { id: "demand", kind: "demand", price: 3 };
    assert.deepEqual(lines("gas_volume", [demand]), [["demand", "10", "m³/h", "30.00"]]);
    const conversions = [{ from: "2020-01-01", calorificValue: 11 }];
    assert.deepEqual(lines("gas_volume", [demand], { conversions }), [["demand", "110", "kW", "330.00"]]);
  });

  it("of time is the day, the month or the year, of capacity, fees and the minimum alike", () => {
    const capacity = { id: "capacity", kind: "capacity", contracted: 200, unit: "kW", price: 6, per: "year" };
    const fee = { id: "fee", kind: "fixed", price: 0.5, per: "day" };
    const minimum = { id: "minimum", kind: "minimum", amount: 10, per: "day" };
    assert.deepEqual(lines("active_energy_import", [capacity, fee, minimum]), [
      ["capacity", "200", "kW", "100.00"],
      ["fee", "30", "day", "15.00"],
      ["minimum", "185", "EUR", "185.00"],
    ]);
  });

  it("of power can be rounded to whole kW", () => {
    const demand = { id: "demand", kind: "demand", price: 3, above: 0.5, quantityDecimals: 0 };
    assert.deepEqual(lines("active_energy_import", [demand]), [["demand", "10", "kW", "30.00"]]);
  });
});
