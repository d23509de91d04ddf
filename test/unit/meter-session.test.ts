import assert from "node:assert/strict";
import { MeterSession, type ReadRegisters, type RegisterRequest } from "../../dist/lib/acquire/meter-session.js";
import { EnergyError } from "../../dist/lib/contract/error.js";
import { profileFor } from "../../dist/lib/io/profiles.js";

const bus = { transport: "tcp", host: "127.0.0.1", port: 502, timeoutMs: 100, pauseMs: 0, parallel: 1 } as const;
const start = Date.UTC(2026, 0, 5);
const hour = 3_600_000;

function session(profile: string, quantities?: readonly string[]): MeterSession {
  const point = {
    site: "works",
    meter: "m1",
    bus,
    unitId: 1,
    profile,
    intervalMs: 1000,
    ...(quantities && { quantities }),
  };
  return new MeterSession(point, profileFor(profile, "m1"));
}

/** A meter that answers 1.0 everywhere, but for the requests that `refusal` names an error for. */
function meter(refusal: (request: RegisterRequest) => EnergyError | undefined = () => undefined) {
  const asked: [address: number, count: number][] = [];
  const read: ReadRegisters = async (request) => {
    asked.push([request.address, request.count]);
    const error = refusal(request);
    if (error) throw error;
    const data = new DataView(new ArrayBuffer(request.count * 2));
    if (request.count === 1) data.setUint16(0, 1);
    else for (let word = 0; word < request.count - 1; word += 2) data.setFloat32(word * 2, 1);
    return data;
  };
  return { read, asked };
}

const exception = (code: number) => new EnergyError("METER_EXCEPTION", { meter: "m1", exception: code, detail: "" });
const covers = ({ address, count }: RegisterRequest, register: number) =>
  address <= register && register < address + count;
const quantities = ["voltage_l1", "voltage_l2", "frequency", "active_energy_import"];

describe("reading one meter", () => {
  it("gives all values with the time of the first answer", async () => {
    let now = start;
    const { read, asked } = meter();
    const { reading, warning } = await session("eastron-sdm630").read(read, () => now++);
    assert.equal(asked.length, 4);
    assert.equal(Object.keys(reading.values).length, 50);
    assert.deepEqual([reading.at, reading.quality, warning], [start + 1, "good", undefined]);
  });

  it("splits a refused block, sets a refused value aside, and does not ask for it again for an hour", async () => {
    const one = session("eastron-sdm630", quantities);
    let refuses = true;
    const { read, asked } = meter((request) => (refuses && covers(request, 2) ? exception(2) : undefined));

    const first = await one.read(read, () => start);
    assert.deepEqual(Object.keys(first.reading.values).sort(), ["active_energy_import", "frequency", "voltage_l1"]);
    assert.equal(first.reading.quality, "good");
    assert.deepEqual([first.warning?.code, first.warning?.params.quantities], ["REGISTER_REFUSED", "voltage_l2"]);

    const learnt = asked.length;
    await one.read(read, () => start + 1000);
    assert.deepEqual(asked.slice(learnt), [
      [0, 2],
      [70, 4],
    ]);

    refuses = false;
    const later = await one.read(read, () => start + hour);
    assert.equal(later.reading.values.voltage_l2, 1);
    assert.equal(later.warning, undefined);
  });

  it("gives an uncertain reading when a block fails for another reason, and asks for the rest", async () => {
    const { read } = meter((request) => (covers(request, 70) ? exception(4) : undefined));
    const { reading, warning } = await session("eastron-sdm630").read(read, () => start);
    assert.equal(reading.quality, "uncertain");
    assert.equal(reading.reason, "incomplete: METER_EXCEPTION");
    assert.equal(reading.values.frequency, undefined);
    assert.equal(reading.values.voltage_l1_l2, 1);
    assert.equal(warning?.code, "METER_EXCEPTION");
  });

  it("asks a meter that is silent only once", async () => {
    const silent = new EnergyError("METER_NO_ANSWER", { meter: "m1" });
    const { read, asked } = meter(() => silent);
    await assert.rejects(
      session("eastron-sdm630").read(read, () => start),
      { code: "METER_NO_ANSWER" },
    );
    assert.equal(asked.length, 1);
  });

  it("gives no reading when every register is refused, and asks for all of them the next time", async () => {
    const one = session("eastron-sdm630", quantities);
    let refuses = true;
    const { read } = meter(() => (refuses ? exception(2) : undefined));
    await assert.rejects(
      one.read(read, () => start),
      {
        code: "REGISTER_REFUSED",
        params: { meter: "m1", count: 4, quantities: quantities.join(", "), profile: "eastron-sdm630" },
      },
    );
    refuses = false;
    const { reading } = await one.read(read, () => start + 60_000);
    assert.equal(Object.keys(reading.values).length, 4);
  });

  it("gives no reading when every value is marked as not available", async () => {
    const nothing: ReadRegisters = async ({ count }) => {
      const data = new DataView(new ArrayBuffer(count * 2));
      for (let byte = 0; byte < count * 2; byte++) data.setUint8(byte, 0xff);
      return data;
    };
    await assert.rejects(
      session("eastron-sdm630").read(nothing, () => start),
      { code: "METER_NO_VALUES" },
    );
  });

  it("does not read a WAGO that was switched to integers as floats", async () => {
    const { read } = meter();
    const integers: ReadRegisters = async (request) => {
      const data = await read(request);
      if (request.address === 0x4026) data.setUint16(0, 2);
      return data;
    };
    await assert.rejects(
      session("wago-879-30xx").read(integers, () => start),
      { code: "METER_MISCONFIGURED" },
    );
  });

  it("reads a WAGO that does not show that setting, and looks at it only once", async () => {
    const one = session("wago-879-30xx");
    const { read, asked } = meter((request) => (request.address === 0x4026 ? exception(2) : undefined));
    await one.read(read, () => start, start);
    await one.read(read, () => start + 1000, start + 1000);
    assert.deepEqual(
      asked.map(([address]) => address),
      // Its serial number is read once a day.
      [0x4026, 0x4000, 0x5000, 0x6000, 0x5000, 0x6000],
    );
  });

  it("refuses a quantity that the meter model does not have", () => {
    assert.throws(() => session("schneider-iem3000", ["voltage_thd_l1"]), { code: "CONFIG_INVALID" });
  });

  describe("with values at several cadences", () => {
    const cadence = { registers: 60, voltage_l1: 10 };
    const point = { site: "works", meter: "m1", bus, unitId: 1, profile: "eastron-sdm630", intervalMs: 1000, cadence };
    const wanted = ["active_power", "voltage_l1", "active_energy_total"];
    const mixed = () => new MeterSession({ ...point, quantities: wanted }, profileFor("eastron-sdm630", "m1"));
    const valuesAt = async (one: MeterSession, read: ReadRegisters, seconds: number) => {
      const at = start + seconds * 1000;
      return Object.keys((await one.read(read, () => at, at)).reading.values).sort();
    };

    it("reads all of them first, then each when its own turn has come", async () => {
      const one = mixed();
      const { read } = meter();
      assert.deepEqual(await valuesAt(one, read, 7.2), wanted.toSorted());
      assert.deepEqual(await valuesAt(one, read, 8.2), ["active_power"]);
      assert.deepEqual(await valuesAt(one, read, 10.2), ["active_power", "voltage_l1"]);
      assert.deepEqual(await valuesAt(one, read, 11.2), ["active_power"]);
      assert.deepEqual(await valuesAt(one, read, 60.2), wanted.toSorted());
    });

    it("reads everything when it is asked to, without moving the turns", async () => {
      const one = mixed();
      const { read } = meter();
      await valuesAt(one, read, 1);
      assert.equal(Object.keys((await one.read(read, () => start + 1500)).reading.values).length, 3);
      assert.deepEqual(await valuesAt(one, read, 2), ["active_power"]);
    });

    it("reads everything after an outage, and again what failed at its turn", async () => {
      const one = mixed();
      await valuesAt(one, meter().read, 1);
      await assert.rejects(valuesAt(one, meter(() => new EnergyError("METER_NO_ANSWER", {})).read, 2));
      const failing = meter((request) => (covers(request, 342) ? exception(4) : undefined)).read;
      assert.deepEqual(await valuesAt(one, failing, 3), ["active_power", "voltage_l1"]);
      assert.deepEqual(await valuesAt(one, meter().read, 4), wanted.toSorted());
      assert.deepEqual(await valuesAt(one, meter().read, 5), ["active_power"]);
    });
  });
});
