import assert from "node:assert/strict";
import {
  fraction,
  fractionOf,
  fromText,
  inverse,
  plus,
  times,
  toNumber,
  toText,
} from "../../dist/lib/metering/pulses/fraction.js";
import {
  freshTotal,
  indexOf,
  resumedTotal,
  withIndex,
  withPulses,
} from "../../dist/lib/metering/pulses/pulse-total.js";
import { type PulsePlate, pulseValue } from "../../dist/lib/metering/pulses/pulse-value.js";

const water = { value: pulseValue({ medium: "water", unit: "m³", unitPerPulse: 0.01 }), startIndex: fractionOf(0) };

describe("an exact fraction", () => {
  const decimals: readonly [number, string][] = [
    [0, "0/1"],
    [0.1, "1/10"],
    [1234.567, "1234567/1000"],
    [-2.5, "-5/2"],
    [1e-7, "1/10000000"],
    [1.5e21, "1500000000000000000000/1"],
  ];
  for (const [value, text] of decimals) {
    it(`takes ${value} as ${text}, and gives it back`, () => {
      assert.equal(toText(fractionOf(value)), text);
      assert.equal(toNumber(fromText(text)), value);
    });
  }

  it("adds and multiplies without rounding", () => {
    assert.equal(toText(plus(fractionOf(0.1), fractionOf(0.2))), "3/10");
    assert.equal(toText(times(fraction(1n, 3n), fractionOf(0.3))), "1/10");
    assert.equal(toText(inverse(fractionOf(-0.25))), "-4/1");
  });

  it("is near its value beyond what a number can hold", () => {
    assert.equal(toNumber(fraction(10n ** 20n + 5n, 10n)), 1e19);
  });

  it("is never made of what is not finite", () => {
    assert.throws(() => fractionOf(Number.NaN), RangeError);
    assert.throws(() => inverse(fractionOf(0)), RangeError);
  });
});

describe("the worth of a pulse", () => {
  const plates: readonly [string, PulsePlate, string][] = [
    ["1000 imp/kWh", { medium: "electricity", unit: "kWh", pulsesPerUnit: 1000 }, "1/1000"],
    ["0.5 Wh/imp", { medium: "electricity", unit: "Wh", unitPerPulse: 0.5 }, "1/2000"],
    ["3 imp/kWh", { medium: "electricity", unit: "kWh", pulsesPerUnit: 3 }, "1/3"],
    ["1 L/imp", { medium: "water", unit: "L", unitPerPulse: 1 }, "1/1"],
    ["0.01 m³/imp of water", { medium: "water", unit: "m³", unitPerPulse: 0.01 }, "10/1"],
    ["0.01 m³/imp of gas", { medium: "gas", unit: "m³", unitPerPulse: 0.01 }, "1/100"],
    ["10 L/imp of gas", { medium: "gas", unit: "L", unitPerPulse: 10 }, "1/100"],
    ["2.5 imp/L", { medium: "water", unit: "L", pulsesPerUnit: 2.5 }, "2/5"],
  ];
  for (const [name, plate, value] of plates) {
    it(`${name} is ${value} of the canonical unit`, () => assert.equal(toText(pulseValue(plate)), value));
  }

  it("is refused where both or neither are given, or the unit is of another medium", () => {
    const both = { medium: "water", unit: "L", pulsesPerUnit: 1, unitPerPulse: 1 } as const;
    assert.throws(() => pulseValue(both), { code: "CONFIG_INVALID" });
    assert.throws(() => pulseValue({ medium: "water", unit: "L" }), { code: "CONFIG_INVALID" });
    assert.throws(() => pulseValue({ medium: "water", unit: "kWh", unitPerPulse: 1 }), { code: "CONFIG_INVALID" });
  });
});

describe("the total of a pulse meter", () => {
  it("is exact however many pulses there were", () => {
    const config = {
      value: pulseValue({ medium: "electricity", unit: "kWh", pulsesPerUnit: 3000 }),
      startIndex: fractionOf(0.1),
    };
    let total = freshTotal(config);
    for (let n = 0; n < 90_000; n++) total = withPulses(total, 1);
    assert.equal(indexOf(total), 30.1);
    assert.equal(indexOf(withPulses(total, 1)), Number(90_301n) / 3000);
  });

  it("goes on from what was stored, as JSON", () => {
    const stored = JSON.parse(JSON.stringify(withPulses(freshTotal(water), 17)));
    assert.equal(indexOf(withPulses(resumedTotal(stored, water), 1)), 180);
  });

  it("stands at the index that somebody read, from then on", () => {
    const total = withIndex(withPulses(freshTotal(water), 17), fractionOf(1_234_567));
    assert.equal(indexOf(withPulses(total, 2)), 1_234_587);
    assert.equal(total.pulses, 17);
  });

  it("keeps the worth of the pulses it has when the pulse value changes", () => {
    const ten = withPulses(freshTotal(water), 10);
    const corrected = { ...water, value: pulseValue({ medium: "water", unit: "L", unitPerPulse: 1 }) };
    const total = resumedTotal(ten, corrected);
    assert.equal(indexOf(total), 100);
    assert.equal(indexOf(withPulses(total, 1)), 101);
  });

  it("takes a start index that was changed, once", () => {
    const ten = withPulses(freshTotal(water), 10);
    const changed = { ...water, startIndex: fractionOf(5000) };
    const total = withPulses(resumedTotal(ten, changed), 1);
    assert.equal(indexOf(total), 5010);
    assert.equal(indexOf(resumedTotal(total, changed)), 5010);
  });

  it("takes both at once", () => {
    const changed = { value: fractionOf(1), startIndex: fractionOf(7) };
    assert.equal(indexOf(withPulses(resumedTotal(withPulses(freshTotal(water), 10), changed), 3)), 10);
  });
});
