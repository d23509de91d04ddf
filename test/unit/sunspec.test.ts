import assert from "node:assert/strict";
import { MeterSession, type ReadRegisters } from "../../dist/lib/acquire/meter-session.js";
import { findModel, type TryRead } from "../../dist/lib/acquire/sunspec.js";
import { EnergyError } from "../../dist/lib/contract/error.js";
import { profileFor } from "../../dist/lib/io/profiles.js";

const marker = [0x5375, 0x6e53];
const model = (id: number, length: number, words: readonly number[] = []): number[] => [
  id,
  length,
  ...words,
  ...new Array<number>(length - words.length).fill(0),
];
const end = [0xffff, 0];

/** A device whose registers begin at `base`. */
function device(base: number, words: readonly number[]): { tryRead: TryRead; ask: ReadRegisters } {
  const read = (address: number, count: number): DataView | undefined => {
    if (address < base || address + count > base + words.length) return undefined;
    const data = new DataView(new ArrayBuffer(2 * count));
    for (let i = 0; i < count; i++) data.setUint16(2 * i, words[address - base + i] ?? 0);
    return data;
  };
  return {
    tryRead: async (address, count) => read(address, count),
    ask: async ({ address, count, meter }) => {
      const data = read(address, count);
      if (!data) throw new EnergyError("METER_EXCEPTION", { meter, exception: 2, detail: "illegal data address" });
      return data;
    },
  };
}

function session(): MeterSession {
  const bus = { transport: "tcp", host: "127.0.0.1", port: 502, timeoutMs: 100, pauseMs: 0, parallel: 1 } as const;
  const point = { site: "works", meter: "m1", bus, unitId: 1, profile: "sunspec-203", intervalMs: 1000 };
  return new MeterSession({ ...point, quantities: ["voltage_l1", "active_power"] }, profileFor("sunspec-203", "m1"));
}

/** 231.5 V in L1 and -4270 W, each with its power of ten. */
function meterModel(voltsExponent: number): number[] {
  const words = new Array<number>(105).fill(0x8000);
  words[8 - 2] = 2315;
  words[15 - 2] = voltsExponent & 0xffff;
  words[18 - 2] = -427 & 0xffff;
  words[22 - 2] = 1;
  return model(203, 105, words);
}

describe("a SunSpec device", () => {
  it("is searched at 40000, 50000 and 0, and model by model from there", async () => {
    for (const base of [40_000, 50_000, 0]) {
      const words = [...marker, ...model(1, 66), ...model(103, 50), ...model(203, 105), ...end];
      const found = await findModel(203, device(base, words).tryRead);
      assert.deepEqual(found, { at: base + 2 + 68 + 52, models: [1, 103, 203] });
    }
  });

  it("without the model tells which models it has; another device has none", async () => {
    const words = [...marker, ...model(1, 65), ...model(213, 124), ...end];
    assert.deepEqual(await findModel(203, device(40_000, words).tryRead), { models: [1, 213] });
    assert.deepEqual(await findModel(203, device(0, new Array<number>(200).fill(0)).tryRead), { models: [] });
  });

  it("whose chain of models never ends is given up", async () => {
    let reads = 0;
    const endless: TryRead = async (address, count) => {
      reads++;
      const data = new DataView(new ArrayBuffer(2 * count));
      if (address === 40_000)
        [0x5375, 0x6e53, 1, 0].forEach((word, i) => {
          data.setUint16(2 * i, word);
        });
      return data;
    };
    await findModel(203, endless);
    assert.ok(reads < 30);
  });

  it("is read where its model stands, with the scale factors of the moment", async () => {
    const reading = session();
    for (const [commonLength, exponent, volts] of [
      [65, -1, 231.5],
      [66, 0, 2315],
    ] as const) {
      const words = [...marker, ...model(1, commonLength), ...meterModel(exponent), ...end];
      const one = commonLength === 65 ? reading : session();
      const { values } = (await one.read(device(40_000, words).ask, () => 0)).reading;
      assert.deepEqual(values, { voltage_l1: volts, active_power: -4.27 });
    }
  });

  it("that is no such meter is refused with the models it has", async () => {
    const words = [...marker, ...model(1, 65), ...model(213, 124), ...end];
    await assert.rejects(
      session().read(device(40_000, words).ask, () => 0),
      {
        code: "METER_MODEL_MISSING",
        params: { meter: "m1", profile: "sunspec-203", model: 203, found: "1, 213" },
      },
    );
  });
});
