import assert from "node:assert/strict";
import { type Fit, fitOf } from "../../dist/lib/acquire/fingerprint.js";
import type { ReadRegisters, RegisterRequest } from "../../dist/lib/acquire/meter-session.js";
import { EnergyError } from "../../dist/lib/contract/error.js";
import { profileFor, profileIds } from "../../dist/lib/io/profiles.js";
import { MeterImage } from "../../dist/lib/simulate/meter-image.js";
import { simulatedPlant } from "../../dist/lib/simulate/simulated-plant.js";
import { demoSite } from "../support/demo-site.ts";

const at = Date.UTC(2026, 10, 17, 8, 3, 21);
const values = simulatedPlant(demoSite(), profileFor).buses[0]?.slaves.get(11)?.valuesAt(at) ?? (() => undefined);
const profiles = profileIds().map((id) => profileFor(id, "test"));

type Words = Readonly<Record<number, readonly number[]>>;
const refusal = (exception: number) => new EnergyError("METER_EXCEPTION", { meter: "m", exception, detail: "test" });

function dataOf(words: ArrayLike<number>): DataView {
  const data = new DataView(new ArrayBuffer(2 * words.length));
  Array.from(words).forEach((word, i) => {
    data.setUint16(2 * i, word);
  });
  return data;
}

/** A meter of a model as the simulator plays it; `blanks`: registers it does not have read as 0 instead of being refused. */
function deviceOf(id: string, blanks: boolean, functions: readonly number[] = []): ReadRegisters {
  const image = new MeterImage(profileFor(id, "test"));
  return async ({ functionCode, address, count }) => {
    if (functionCode !== image.profile.functionCode && !functions.includes(functionCode)) throw refusal(1);
    if (!blanks && !image.has(address, count)) throw refusal(2);
    return dataOf(image.read(address, count, values));
  };
}

/** A device with these holding registers (by first address) and no others. */
function registersAt(blocks: Words): ReadRegisters {
  const words = new Map(
    Object.entries(blocks).flatMap(([from, all]) => all.map((word, i) => [Number(from) + i, word])),
  );
  return async ({ address, count }) => {
    const answer = Array.from({ length: count }, (_, i) => words.get(address + i));
    if (answer.includes(undefined)) throw refusal(2);
    return dataOf(answer as number[]);
  };
}

async function ranking(ask: ReadRegisters): Promise<{ id: string; fit: Fit }[]> {
  const fits = [];
  for (const profile of profiles) fits.push({ id: profile.id, fit: await fitOf(profile, ask) });
  return fits.sort((a, b) => b.fit.score - a.fit.score);
}

/** Models that answer the same registers and say nothing of themselves. */
const twins: readonly (readonly string[])[] = [
  ["siemens-pac2200", "siemens-pac3200"],
  ["inepro-pro380", "kdk-2pu-ct"],
];

describe("recognising a meter", () => {
  for (const blanks of [false, true]) {
    const manner = blanks ? "answers 0 where it has no register" : "refuses registers it has not";
    for (const { id } of profiles) {
      it(`${id}, which ${manner}, is taken for what it is`, async () => {
        const ranked = await ranking(deviceOf(id, blanks));
        const best = ranked[0]?.fit.score ?? 0;
        const first = ranked.filter(({ fit }) => fit.score === best).map((each) => each.id);
        const allowed = twins.find((family) => family.includes(id)) ?? [id];
        assert.ok(best > 0.1, `best is ${best}`);
        assert.ok(
          first.every((name) => allowed.includes(name)),
          `${id} taken for ${ranked.slice(0, 4).map((each) => `${each.id} ${each.fit.score.toFixed(3)} ${each.fit.evidence}`)}`,
        );
      });
    }
  }

  it("is certain where the meter names its model", async () => {
    const fit = await fitOf(profileFor("wago-879-30xx", "test"), deviceOf("wago-879-30xx", false));
    assert.deepEqual(fit, { score: 1, certain: true, evidence: ["register 16386 holds 4369"] });
  });

  it("is certain of a model that is named in another kind of register", async () => {
    const named: ReadRegisters = async (request) =>
      request.functionCode === 3 ? dataOf([112]) : deviceOf("eastron-sdm630", false)(request);
    assert.ok((await fitOf(profileFor("eastron-sdm630", "test"), named)).certain);
    assert.equal((await fitOf(profileFor("eastron-sdm120", "test"), named)).score, 0);
  });

  it("reads names with one and with two letters in a register", async () => {
    const socomec = {
      50000: [0x53, 0x4f, 0x43, 0x4f],
      50058: [..."COUNTIS E24"].map((c) => c.charCodeAt(0)).slice(0, 8),
    };
    const wide = await fitOf(profileFor("socomec-countis-e", "test"), registersAt(socomec));
    assert.equal(wide.score, 0, "COUNTIS alone is no model");
    const packed = [0x434f, 0x554e, 0x5449, 0x5320, 0x4532, 0x3400, 0, 0];
    const fit = await fitOf(profileFor("socomec-countis-e", "test"), registersAt({ ...socomec, 50058: packed }));
    assert.deepEqual([fit.score, fit.evidence[1]], [1, 'register 50058 holds "COUNTIS E24"']);
  });

  it("finds a SunSpec model behind others, wherever the map begins", async () => {
    const inverter = new Array<number>(50).fill(0);
    const blocks = { 50000: [0x5375, 0x6e53, 1, 66, ...new Array<number>(66).fill(0), 103, 50, ...inverter, 203, 105] };
    const fit = await fitOf(profileFor("sunspec-203", "test"), registersAt(blocks));
    assert.deepEqual(fit, { score: 1, certain: true, evidence: fit.evidence });
    assert.match(fit.evidence.join("; "), /model 203 at 50122/);
  });

  it("allows for a phase without supply, and not for values in the wrong word order", async () => {
    const float = (value: number): number[] => {
      const bytes = new DataView(new ArrayBuffer(4));
      bytes.setFloat32(0, value);
      return [bytes.getUint16(0), bytes.getUint16(2)];
    };
    const volts = [231.5, 4.7, 230.1].map(float);
    const map = (pairs: number[][]): Words => ({ 0: [...pairs.flat(), ...new Array<number>(80).fill(0)] });
    const right = await fitOf(profileFor("eastron-sdm72d-m-v2", "test"), registersAt(map(volts)));
    assert.ok(right.score === 0, "a frequency of 0 is none of a meter that measures");
    const frequency = [...new Array<number>(64).fill(0), ...float(50.02), ...new Array<number>(10).fill(0)];
    const whole = { 0: [...volts.flat(), ...frequency] };
    const swapped = { 0: [...volts.flatMap(([high, low]) => [low ?? 0, high ?? 0]), ...frequency] };
    assert.ok((await fitOf(profileFor("eastron-sdm72d-m-v2", "test"), registersAt(whole))).score > 0.1);
    assert.equal((await fitOf(profileFor("eastron-sdm72d-m-v2", "test"), registersAt(swapped))).score, 0);
  });

  it("asks no more than four times", async () => {
    for (const profile of profiles) {
      for (const id of ["wago-879-30xx", "sunspec-203", "eastron-sdm630"]) {
        const asked: RegisterRequest[] = [];
        const device = deviceOf(id, true, [3, 4]);
        await fitOf(profile, (request) => {
          asked.push(request);
          return device(request);
        });
        assert.ok(asked.length <= 4, `${profile.id} asked ${asked.length} times`);
      }
    }
  });

  it("says nothing of a device that does not answer", async () => {
    const silence = new EnergyError("METER_NO_ANSWER", { meter: "m", unitId: 1, bus: "b", timeoutMs: 1 });
    await assert.rejects(
      fitOf(profileFor("eastron-sdm630", "test"), () => Promise.reject(silence)),
      { code: "METER_NO_ANSWER" },
    );
  });

  it("does not take an empty device for a meter", async () => {
    for (const { fit } of await ranking(async ({ count }) => dataOf(new Array<number>(count).fill(0)))) {
      assert.ok(fit.score < 0.35, String(fit.score));
      assert.equal(fit.certain, false);
    }
  });
});
