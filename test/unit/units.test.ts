import assert from "node:assert/strict";
import { ratioBetween } from "../../dist/lib/metering/units.js";

describe("units", () => {
  it("converts watts to kilowatts exactly as decimals are written", () => {
    const { numerator, denominator } = ratioBetween("W", "kW");
    assert.equal((2315 * numerator) / denominator, 2.315);
  });

  it("counts a cubic metre of water as 1000 litres, and as gas as itself", () => {
    assert.deepEqual(ratioBetween("m³", "L"), { numerator: 1000, denominator: 1 });
    assert.deepEqual(ratioBetween("m³", "m³"), { numerator: 1, denominator: 1 });
  });

  it("knows a price for a megawatt-hour in whichever currency", () => {
    assert.deepEqual(ratioBetween("EUR/MWh", "currency/kWh"), { numerator: 1, denominator: 1000 });
    assert.deepEqual(ratioBetween("currency/kWh", "currency/kWh"), { numerator: 1, denominator: 1 });
    assert.throws(() => ratioBetween("EUR/L", "currency/kWh"), { code: "UNIT_UNKNOWN" });
  });

  it("refuses what cannot be converted, naming both units", () => {
    assert.throws(() => ratioBetween("kWh", "V"), { code: "UNIT_UNKNOWN", params: { unit: "kWh", canonical: "V" } });
  });

  it("refuses names that every object has as it does any other", () => {
    for (const unit of ["constructor", "toString", "__proto__"]) {
      assert.throws(() => ratioBetween(unit, "kW"), { code: "UNIT_UNKNOWN" });
    }
  });
});
