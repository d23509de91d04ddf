import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseProfile } from "../../dist/lib/acquire/parse-profile.js";
import type { ProfileRegister } from "../../dist/lib/acquire/profile.js";
import type { EnergyError } from "../../dist/lib/contract/error.js";

interface Draft {
  id: unknown;
  modbus: Record<string, unknown>;
  registers: Record<string, unknown>[];
  sums?: Record<string, unknown>[];
  vectors: Record<string, unknown>[];
  [property: string]: unknown;
}

const draft = (): Draft => ({
  id: "acme-x1",
  vendor: "Acme",
  models: ["X1"],
  medium: "electricity",
  datasheet: "Acme X1 Modbus manual, table 7",
  modbus: { functionCode: 3, wordOrder: "big" },
  registers: [
    { quantity: "active_power_import", address: 0, type: "uint32", scale: 0.1, unit: "W" },
    { quantity: "active_power_export", address: 2, type: "uint32", scale: 0.1, unit: "W" },
  ],
  vectors: [{ quantity: "active_power_import", registers: ["0000", "2710"], value: 1, source: "by hand" }],
});

/** What is wrong with the profile after `change`. */
function fault(change: (profile: Draft) => void): {
  code: string;
  place: string;
  detail: string;
  [name: string]: unknown;
} {
  const profile = draft();
  change(profile);
  try {
    parseProfile(profile, "acme-x1");
  } catch (error) {
    const { code, params } = error as EnergyError;
    return { code, place: "", detail: "", ...params };
  }
  throw new Error("nothing is wrong with it");
}

const registersOf = (profile: Draft): readonly ProfileRegister[] => parseProfile(profile, "acme-x1").registers;
const vector = (profile: Draft): Record<string, unknown> => profile.vectors[0] ?? {};
const first = (profile: Draft): Record<string, unknown> => profile.registers[0] ?? {};

describe("a profile of one's own", () => {
  it("is read with what is left out at its usual value", () => {
    const { maxRegisters, unitId, serial, forbidden, expect, identify } = parseProfile(draft(), "acme-x1");
    assert.deepEqual([maxRegisters, unitId, serial, forbidden, expect, identify], [125, 1, {}, [], [], []]);
  });

  it("gives exact ratios for decimal and for negative scales", () => {
    const profile = draft();
    first(profile).scale = -0.01;
    vector(profile).value = -0.1;
    const [register] = registersOf(profile);
    assert.deepEqual([register?.numerator, register?.denominator], [-1, 100_000]);
  });

  it("takes the patterns of a type for every register of it, but for one with its own", () => {
    const profile = draft();
    profile.modbus.notAvailable = { uint32: ["FFFFFFFF"] };
    first(profile).notAvailable = ["80000000"];
    assert.deepEqual(
      registersOf(profile).map(({ notAvailable }) => notAvailable),
      [["80000000"], ["FFFFFFFF"]],
    );
  });

  it("reads a power factor in percent, and a rollover in the register's unit", () => {
    const profile = draft();
    profile.registers.push({ quantity: "power_factor", address: 8, type: "int16", unit: "%" });
    profile.registers.push({
      quantity: "active_energy_import",
      address: 10,
      type: "uint32",
      unit: "Wh",
      rollover: 1e9,
    });
    const [, , factor, energy] = registersOf(profile);
    assert.deepEqual([factor?.numerator, factor?.denominator], [1, 100]);
    assert.equal(energy?.rollover, 1e6);
  });

  it("holds a scale factor, a sum and its parts each as one value of several registers", () => {
    const profile = draft();
    profile.modbus.scaleFactors = { P_SF: { address: 6, usual: 1 } };
    for (const register of profile.registers) register.scaleFactor = "P_SF";
    vector(profile).registers = ["0000", "2710", "0000", "0000", "0000", "0000", "FFFF"];
    vector(profile).value = 0.1;
    profile.sums = [{ quantity: "active_power", plus: ["active_power_import"], minus: ["active_power_export"] }];
    const [imported, exported, sum] = registersOf(profile);
    assert.deepEqual(imported?.exponent, { offset: 6, usual: 1 });
    assert.deepEqual(exported?.exponent, { offset: 4, usual: 1 });
    assert.deepEqual([sum?.quantity, sum?.address, sum?.also], ["active_power", 0, [{ offset: 2, sign: -1 }]]);
  });

  describe("says where it is wrong and what would be right:", () => {
    it("a quantity that does not exist, with those that are like it", () => {
      const { code, place, near } = fault((profile) => {
        first(profile).quantity = "active_power_inport";
      });
      assert.deepEqual([code, place], ["PROFILE_QUANTITY_UNKNOWN", "registers/0 (active_power_inport)"]);
      assert.match(String(near), /^active_power_import, /);
    });

    it("a unit that the quantity cannot have, with those it can", () => {
      const { code, allowed } = fault((profile) => {
        first(profile).unit = "kWh";
      });
      assert.deepEqual([code, allowed], ["PROFILE_UNIT_UNKNOWN", '"W", "kW", "MW"']);
    });

    const cases: readonly [name: string, change: (profile: Draft) => void, place: string | RegExp, detail: RegExp][] = [
      [
        "a mistyped property",
        (p) => Object.assign(first(p), { adress: 4 }),
        /^registers\/0 \(active/,
        /did you mean "address"\?/,
      ],
      ["a missing property", (p) => delete first(p).address, /^registers\/0 \(active/, /lacks the property "address"/],
      ["a missing list", (p) => Reflect.deleteProperty(p, "vectors"), "the beginning", /lacks the property "vectors"/],
      [
        "a type that does not exist",
        (p) => Object.assign(first(p), { type: "float" }),
        /\/type$/,
        /one of uint16, int16/,
      ],
      ["an address counted from 40001", (p) => Object.assign(first(p), { address: 400_001 }), /\/address$/, /65535/],
      ["a scale of 0", (p) => Object.assign(first(p), { scale: 0 }), /\/scale$/, /./],
      ["an id with capitals", (p) => Object.assign(p, { id: "Acme X1" }), "id", /small letters, digits and hyphens/],
      [
        "a pattern with a prefix",
        (p) => Object.assign(first(p), { notAvailable: ["0xFFFF"] }),
        /notAvailable\/0$/,
        /hex digits/,
      ],
      [
        "a pattern that is too wide",
        (p) => Object.assign(first(p), { notAvailable: ["FFFFFFFFFFFFFFFF"] }),
        /./,
        /wider than uint32/,
      ],
      [
        "a quantity twice",
        (p) => Object.assign(first(p), { quantity: "active_power_export" }),
        /registers\/1/,
        /appears twice/,
      ],
      [
        "a value beyond the last register",
        (p) => Object.assign(first(p), { address: 65_535 }),
        /./,
        /ends past address 65535/,
      ],
      [
        "a scale factor that is not there",
        (p) => Object.assign(first(p), { scaleFactor: "A_SF" }),
        /./,
        /modbus.scaleFactors is empty/,
      ],
      [
        "a scale factor named as what every object has",
        (p) => Object.assign(first(p), { scaleFactor: "constructor" }),
        /./,
        /no scale factor "constructor"/,
      ],
      [
        "a scale factor out of reach",
        (p) => {
          p.modbus.scaleFactors = { A_SF: { address: 300, usual: 0 } };
          first(p).scaleFactor = "A_SF";
        },
        /./,
        /needs 301 registers in one request, but the meter answers 125/,
      ],
      [
        "a sum of what is not read",
        (p) => Object.assign(p, { sums: [{ quantity: "active_power", plus: ["active_power_l1"] }] }),
        /^sums\/0/,
        /not among the registers/,
      ],
      [
        "a sum of unlike parts",
        (p) => {
          first(p).scale = 1;
          p.sums = [{ quantity: "active_power", plus: ["active_power_import", "active_power_export"] }];
        },
        /^sums\/0 \(active_power\)/,
        /differ in type, unit or scale/,
      ],
      [
        "a check that anything passes",
        (p) => Object.assign(p.modbus, { identify: [{ address: 1, type: "uint16" }] }),
        "modbus/identify/0",
        /any number would fit/,
      ],
      [
        "a register that does not decode to what its vector says",
        (p) => Object.assign(p.modbus, { wordOrder: "little" }),
        "vectors/0 (active_power_import)",
        /decodes to 65536, not to 1; check type, scale, unit and wordOrder/,
      ],
      [
        "a vector of too few registers",
        (p) => Object.assign(vector(p), { registers: ["2710"] }),
        /^vectors\/0/,
        /must have 2 registers, from address 0/,
      ],
      [
        "a vector of nothing",
        (p) => Object.assign(vector(p), { quantity: "frequency" }),
        /^vectors\/0/,
        /not among the registers/,
      ],
      [
        "a register that must not be read",
        (p) => Object.assign(p.modbus, { forbidden: [[3, 9]] }),
        /^registers\/1/,
        /forbidden addresses 3 to 9/,
      ],
      ["no object at all", (p) => Object.assign(p, { registers: {} }), "registers", /array/],
    ];
    for (const [name, change, place, detail] of cases) {
      it(name, () => {
        const found = fault(change);
        assert.equal(found.code, "PROFILE_INVALID");
        if (typeof place === "string") assert.equal(found.place, place);
        else assert.match(found.place, place);
        assert.match(found.detail, detail);
      });
    }

    it("a text, a number or nothing instead of a profile", () => {
      for (const value of ["{}", 7, null, undefined, []]) {
        assert.throws(() => parseProfile(value, "acme-x1"), { code: "PROFILE_INVALID" });
      }
    });
  });

  it("is what docs/profiles.md shows", () => {
    const docs = readFileSync(join(import.meta.dirname, "../../docs/profiles.md"), "utf8");
    const [, example = ""] = /```json\n([\s\S]*?)```/.exec(docs) ?? [];
    assert.equal(parseProfile(JSON.parse(example), "acme-x1").registers.length, 2);
  });
});
