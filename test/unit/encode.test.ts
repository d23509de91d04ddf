import assert from "node:assert/strict";
import { decoderOf } from "../../dist/lib/acquire/decode.js";
import { MeterSession } from "../../dist/lib/acquire/meter-session.js";
import { type ProfileRegister, spanOf } from "../../dist/lib/acquire/profile.js";
import { EnergyError } from "../../dist/lib/contract/error.js";
import { profileFor, profileIds } from "../../dist/lib/io/profiles.js";
import { encodeRegister, shownValue } from "../../dist/lib/simulate/encode.js";
import { MeterImage } from "../../dist/lib/simulate/meter-image.js";
import { answer, type Slave } from "../../dist/lib/simulate/modbus-slave.js";
import { simulatedPlant } from "../../dist/lib/simulate/simulated-plant.js";
import { demoSite } from "../support/demo-site.ts";

const at = Date.UTC(2026, 10, 17, 8, 3, 21);
const plant = simulatedPlant(demoSite(), profileFor);
const slaves: ReadonlyMap<number, Slave> = plant.buses[0]?.slaves ?? new Map();

function read(functionCode: number, unitId: number, address: number, count: number): Uint8Array {
  const request = new DataView(new ArrayBuffer(5));
  request.setUint8(0, functionCode);
  request.setUint16(1, address);
  request.setUint16(3, count);
  return answer(slaves, unitId, new Uint8Array(request.buffer), at);
}

/** What a value may differ by after its register has rounded it, parts of a sum each. */
function resolutionOf({ type, numerator, denominator, exponent, also = [] }: ProfileRegister, value: number): number {
  if (type === "float64") return Math.abs(value) * 1e-12;
  if (type === "float32") return Math.abs(value) * 1e-6;
  return ((1 + also.length) * numerator * 10 ** (exponent?.usual ?? 0)) / denominator;
}

describe("a simulated meter", () => {
  const values = slaves.get(11)?.valuesAt(at) ?? (() => undefined);
  for (const id of profileIds()) {
    it(`${id}: what it encodes decodes to what it shows, for every register`, () => {
      const profile = profileFor(id, "test");
      const image = new MeterImage(profile);
      for (const register of profile.registers) {
        const value = values(register.quantity);
        assert.ok(value !== undefined, `${register.quantity} is not simulated`);
        const { from, to } = spanOf(register);
        assert.ok(image.has(from, to - from), `${register.quantity} is not in the image`);
        const bytes = new DataView(new ArrayBuffer(2 * (to - from)));
        image.read(from, to - from, values).forEach((word, i) => {
          bytes.setUint16(2 * i, word);
        });
        const decoded = decoderOf(register, profile.wordOrder)(bytes, 2 * (register.address - from));
        if (decoded === undefined) {
          // Some meters say "nothing counted" and "0" in the same way.
          assert.equal(value, 0, `${register.quantity} decodes to nothing`);
          assert.ok(register.notAvailable.includes("00000000"));
          continue;
        }
        if (!register.also) assert.equal(decoded, shownValue(register, value), register.quantity);
        assert.ok(Math.abs(decoded - value) <= resolutionOf(register, value), `${register.quantity} ${decoded}`);
      }
    });
  }

  for (const id of profileIds()) {
    it(`${id}: a reader gets every value of it, in requests that the meter allows`, async () => {
      const profile = profileFor(id, "test");
      const meter = new Map([[1, { image: new MeterImage(profile), valuesAt: () => values }]]);
      const bus = { transport: "tcp", host: "127.0.0.1", port: 502, timeoutMs: 100, pauseMs: 0, parallel: 1 } as const;
      const point = { site: "works", meter: "m1", bus, unitId: 1, profile: id, intervalMs: 1000 };
      const { reading, warning } = await new MeterSession(point, profile).read(
        async ({ functionCode, address, count }) => {
          const request = Uint8Array.of(functionCode, address >> 8, address & 255, count >> 8, count & 255);
          const response = answer(meter, 1, request, at);
          const refused = (response[0] ?? 0) & 0x80;
          if (refused)
            throw new EnergyError("METER_EXCEPTION", { exception: response[1] ?? 0, detail: `at ${address}` });
          return new DataView(response.buffer, 2);
        },
        () => at,
      );
      assert.equal(warning, undefined);
      const shown = profile.registers.map(({ quantity }) => quantity).filter((quantity) => values(quantity) !== 0);
      for (const quantity of shown) assert.ok(reading.values[quantity] !== undefined, quantity);
    });
  }

  it("shows values that belong together", () => {
    const of = (quantity: string): number => values(quantity) ?? Number.NaN;
    const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-9 * Math.abs(b), `${a} and ${b}`);
    near(of("active_power_l1") + of("active_power_l2") + of("active_power_l3"), of("active_power"));
    near(Math.hypot(of("active_power"), of("reactive_power")), of("apparent_power"));
    near(of("active_power") / of("apparent_power"), of("power_factor"));
    near((of("voltage_l1") * of("current_l1")) / 1000, of("apparent_power_l1"));
    assert.ok(of("voltage") > 220 && of("voltage") < 240);
    assert.ok(of("frequency") > 49.9 && of("frequency") < 50.1);
  });

  it("stops at the end of its range instead of wrapping round", () => {
    const register = { type: "int16", numerator: 1, denominator: 1 } as const;
    assert.deepEqual(encodeRegister(register, "big", 40_000), [0x7fff]);
    assert.deepEqual(encodeRegister(register, "big", -40_000), [0x8000]);
  });

  it("sends 12345678 with the low word first where its model does", () => {
    const register = { type: "int32", numerator: 1, denominator: 1 } as const;
    assert.deepEqual(encodeRegister(register, "big", 12_345_678), [0x00bc, 0x614e]);
    assert.deepEqual(encodeRegister(register, "little", 12_345_678), [0x614e, 0x00bc]);
  });

  it("marks what it does not measure as not available, where its model can say so", () => {
    const profile = profileFor("wago-879-30xx", "test");
    const register = { quantity: "water_volume", address: 0, type: "uint16", numerator: 1, denominator: 1 } as const;
    const image = new MeterImage({ ...profile, registers: [{ ...register, notAvailable: ["FFFF"] }] });
    assert.deepEqual([...image.read(0, 1, () => undefined)], [0xffff]);
  });

  it("names its model under another function, where its model does", () => {
    const image = new MeterImage(profileFor("eastron-sdm630", "test"));
    const eastron = new Map([[1, { image, valuesAt: () => values }]]);
    const ask = (...bytes: number[]) => [...answer(eastron, 1, Uint8Array.of(...bytes), at)];
    assert.deepEqual(ask(3, 0xfc, 0x02, 0, 1), [3, 2, 0, 112]);
    assert.deepEqual(ask(3, 0, 0, 0, 2), [0x83, 2]);
    assert.deepEqual(ask(1, 0, 0, 0, 2), [0x81, 1]);
  });

  it("says that a WAGO answers floats", () => {
    assert.deepEqual([...read(3, 11, 0x4026, 1)], [3, 2, 0, 1]);
  });

  it("refuses as real ones do: other functions, registers it has not, too many of them", () => {
    assert.deepEqual([...read(6, 11, 0x5012, 2)], [0x86, 1]);
    assert.deepEqual([...read(4, 11, 0x5012, 2)], [0x84, 1]);
    assert.deepEqual([...read(3, 11, 0x1000, 2)], [0x83, 2]);
    assert.deepEqual([...read(3, 11, 0x5012, 126)], [0x83, 3]);
    assert.deepEqual([...read(3, 11, 0x5012, 0)], [0x83, 3]);
    assert.deepEqual([...answer(slaves, 11, Uint8Array.of(3, 0), at)], [0x83, 3]);
  });

  it("does not exist at another unit id: the gateway says that nobody answers", () => {
    assert.deepEqual([...read(3, 99, 0x5012, 2)], [0x83, 11]);
  });
});
