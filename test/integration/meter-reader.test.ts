import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Reading } from "../../dist/lib/contract/messages.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import energySite from "../../dist/nodes/energy-site.js";
import meterReader from "../../dist/nodes/meter-reader.js";
import { type FileRegister, type Slave, type SlaveUnit, startSlave, wordsOf } from "../support/modbus-slave.ts";
import { helper, type Received, receivedBy } from "../support/node-red.ts";
import { until } from "../support/until.ts";

const profileIds = ["wago-879-30xx", "eastron-sdm630", "carlo-gavazzi-em340", "schneider-iem3000"];
const ids = { site: "1e00000000000001", reader: "1e00000000000002", out: "1e00000000000003" };

interface ProfileFile {
  readonly modbus: { readonly wordOrder: string; readonly expect?: readonly { address: number; value: number }[] };
  readonly registers: readonly FileRegister[];
}

const fileOf = (id: string): ProfileFile =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../profiles/${id}.json`), "utf8"));

/** Another raw value for each register: no two alike, fractions that only binary floats have. */
function rawOf({ type, fourQuadrant }: FileRegister, index: number): number {
  if (fourQuadrant) return Math.fround(0.9 - index / 1000);
  if (type.startsWith("float")) return Math.fround((index + 1) * 123.456 - 500);
  return type === "int64" ? 8_589_934_592 + index : 100 + index;
}

/** What the raw value means, by the units that the profile's file names. */
function meaningOf(register: FileRegister, raw: number): number {
  const kilo = ["W", "var", "VA", "Wh", "varh"].includes(register.unit);
  const decimals = Math.round(1 / (register.scale ?? 1));
  return raw / ((kilo ? 1000 : 1) * decimals);
}

function unitOf(id: string, sparse: boolean): SlaveUnit {
  const { registers, modbus } = fileOf(id);
  const words: Record<number, number> = {};
  registers.forEach((register, index) => {
    wordsOf(register.type, rawOf(register, index), modbus.wordOrder).forEach((word, offset) => {
      words[register.address + offset] = word;
    });
  });
  for (const { address, value } of modbus.expect ?? []) words[address] = value;
  return { registers: words, sparse };
}

const expectedOf = (id: string): Record<string, number> =>
  Object.fromEntries(
    fileOf(id).registers.map((register, index) => [register.quantity, meaningOf(register, rawOf(register, index))]),
  );

describe("meter-reader against a slave by pymodbus", function () {
  this.timeout(20_000);
  let slave: Slave | undefined;

  before((done) => {
    helper.startServer(done);
  });
  afterEach(async () => {
    await helper.unload();
    await slave?.stop();
    slave = undefined;
  });
  after((done) => {
    helper.stopServer(done);
  });

  async function read(port: number, meters: readonly object[]): Promise<Received<Reading>[]> {
    const model = {
      version: 1,
      site: { id: "works", timeZone: "Europe/Vienna" },
      buses: [{ id: "hall", host: "127.0.0.1", port, timeoutMs: 1000 }],
      meters: meters.map((meter) => ({ bus: "hall", intervalSeconds: 3600, ...meter })),
    };
    await helper.load(
      [energySite.default, meterReader.default],
      [
        { id: ids.site, type: "energy-site", source: "inline", model: JSON.stringify(model) },
        { id: ids.reader, type: "meter-reader", source: "site", site: ids.site, wires: [[ids.out]] },
        { id: ids.out, type: "helper" },
      ],
    );
    return receivedBy<Reading>(ids.out);
  }

  for (const sparse of [false, true]) {
    it(`reads all four models bit-exact where the slave ${sparse ? "refuses gaps between registers" : "answers every address"}`, async function () {
      slave = await startSlave(
        this,
        Object.fromEntries(profileIds.map((id, index) => [index + 1, unitOf(id, sparse)])),
      );
      const meters = profileIds.map((profile, index) => ({ id: profile, profile, unitId: index + 1 }));
      const readings = await read(slave.port, meters);
      await until(() => readings.length === meters.length);
      for (const { payload } of readings) {
        assert.deepEqual(payload.values, expectedOf(payload.meter), payload.meter);
        assert.equal(payload.quality, "good");
      }
      assert.deepEqual(problemBoard().list(), []);
    });
  }

  it("leaves out what a meter does not have, with a warning, and reads the rest", async function () {
    const whole = unitOf("eastron-sdm630", true);
    const { 70: _high, 71: _low, ...registers } = whole.registers;
    slave = await startSlave(this, { 1: { registers, sparse: true } });
    const readings = await read(slave.port, [{ id: "m1", profile: "eastron-sdm630", unitId: 1 }]);
    await until(() => readings.length === 1);
    const { frequency: _, ...others } = expectedOf("eastron-sdm630");
    assert.deepEqual(readings[0]?.payload.values, others);
    const [problem] = problemBoard().list();
    assert.deepEqual(
      [problem?.code, problem?.level, problem?.params.quantities],
      ["REGISTER_REFUSED", "warning", "frequency"],
    );
  });

  it("says which unit id nobody answers to, and reads the others", async function () {
    slave = await startSlave(this, { 1: unitOf("eastron-sdm630", false) });
    const readings = await read(slave.port, [
      { id: "absent", profile: "eastron-sdm630", unitId: 77 },
      { id: "present", profile: "eastron-sdm630", unitId: 1 },
    ]);
    await until(() => readings.length === 1 && problemBoard().list().length === 1);
    assert.equal(readings[0]?.payload.meter, "present");
    const [problem] = problemBoard().list();
    assert.deepEqual([problem?.subject, problem?.code], ["absent", "METER_NO_ANSWER"]);
  });

  it("goes on by itself after the slave was gone", async function () {
    const unit = unitOf("eastron-sdm630", false);
    slave = await startSlave(this, { 1: unit });
    const { port } = slave;
    const readings = await read(port, [{ id: "m1", profile: "eastron-sdm630", unitId: 1, intervalSeconds: 0.1 }]);
    await until(() => readings.length > 0);
    await slave.stop();
    await until(() => problemBoard().list()[0]?.code === "BUS_UNREACHABLE");
    const before = readings.length;
    slave = await startSlave(this, { 1: unit }, port);
    await until(() => readings.length > before);
    assert.deepEqual(problemBoard().list(), []);
  });
});
