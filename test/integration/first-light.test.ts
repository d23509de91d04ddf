import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { quantities } from "../../dist/lib/metering/quantities.js";
import { Appliance } from "../support/appliance.ts";
import { eventually } from "../support/eventually.ts";
import { type Influx, startInflux } from "../support/influx.ts";
import { type FileRegister, type Slave, type SlaveUnit, startSlave, wordsOf } from "../support/modbus-slave.ts";
import { root } from "../support/npm.ts";
import { freePort } from "../support/ports.ts";

interface ProfileFile {
  readonly modbus: {
    readonly wordOrder: string;
    readonly expect?: readonly { address: number; type: string; value: number }[];
  };
  readonly registers: readonly FileRegister[];
}

const profiles = ["wago-879-30xx", "eastron-sdm630", "carlo-gavazzi-em340", "schneider-iem3000"];
const fileOf = (profile: string): ProfileFile =>
  JSON.parse(readFileSync(join(root, "profiles", `${profile}.json`), "utf8"));

/** Read once a day, and so in one of many readings only. */
const isIdentity = (quantity: string): boolean => quantities.get(quantity)?.kind === "identity";

/** Raw values as a meter might hold them, all different and none round, so that nothing matches by chance. */
function rawOf({ type, quantity, fourQuadrant }: FileRegister, index: number, seed: number): number {
  if (fourQuadrant) return Math.fround(0.9 - index / 1000);
  const size = quantities.get(quantity)?.kind === "register" ? 1000 : 100;
  const value = size + ((index * 7919 + seed * 104_729) % 1000) / 7;
  return type.startsWith("float") ? Math.fround(value) : Math.round(value * 10);
}

/** What a slave unit holds for a profile, and what must be read from it, in canonical units. */
function unitOf(profile: string, seed: number, sparse: boolean): { unit: SlaveUnit; expected: Record<string, number> } {
  const { modbus, registers } = fileOf(profile);
  const words: Record<number, number> = {};
  const put = (address: number, type: string, raw: number): void => {
    wordsOf(type, raw, modbus.wordOrder).forEach((word, offset) => {
      words[address + offset] = word;
    });
  };
  const expected: Record<string, number> = {};
  registers.forEach((register, index) => {
    const raw = rawOf(register, index, seed);
    put(register.address, register.type, raw);
    if (isIdentity(register.quantity)) return;
    const canonical = quantities.get(register.quantity)?.unit;
    const milli = register.unit !== canonical && ["W", "var", "VA", "Wh", "varh"].includes(register.unit) ? 1000 : 1;
    expected[register.quantity] = (raw * (register.scale ?? 1)) / milli;
  });
  for (const { address, type, value } of modbus.expect ?? []) put(address, type, value);
  return { unit: { registers: words, sparse }, expected };
}

/** The same number as far as a float32 can tell. */
function assertSameFloat32(actual: number | undefined, expected: number, what: string): void {
  assert.equal(Math.fround(actual ?? Number.NaN), Math.fround(expected), what);
}

describe("first light: registers of a foreign slave reach a foreign database and the API", function () {
  this.timeout(120_000);
  let slave: Slave;
  let influx: Influx;
  let gateway: Appliance;
  const units = profiles.map((profile, index) => ({
    profile,
    unitId: index + 1,
    ...unitOf(profile, index + 1, index % 2 === 0),
  }));

  before(async function () {
    influx = await startInflux(this);
    slave = await startSlave(this, Object.fromEntries(units.map(({ unitId, unit }) => [unitId, unit])));
    const site = {
      version: 1,
      site: { id: "works", timeZone: "Europe/Vienna" },
      machines: units.map(({ profile }) => ({ id: `machine-${profile}` })),
      buses: [
        { id: "hall", host: "127.0.0.1", port: slave.port },
        { id: "nowhere", host: "127.0.0.1", port: await freePort(), timeoutMs: 300 },
      ],
      meters: [
        ...units.map(({ profile, unitId }) => ({
          id: profile,
          bus: "hall",
          unitId,
          profile,
          intervalSeconds: 0.5,
          machine: `machine-${profile}`,
        })),
        { id: "wrong-profile", bus: "hall", unitId: 20, profile: "acme-9000", intervalSeconds: 0.5 },
        { id: "wrong-unit", bus: "hall", unitId: 99, profile: "wago-879-30xx", intervalSeconds: 0.5 },
        { id: "unreachable", bus: "nowhere", unitId: 1, profile: "wago-879-30xx", intervalSeconds: 0.5 },
        { id: "wrong-entry", bus: "hall", unitId: 5000, profile: "wago-879-30xx" },
      ],
    };
    gateway = await Appliance.start({ site, env: { INFLUX_URL: influx.url, INFLUX_DATABASE: "energy" } });
  });

  after(async () => {
    await gateway?.dispose();
    await slave?.stop();
    await influx?.stop();
  });

  const api = async (path: string) => {
    const response = await gateway.get(path);
    assert.equal(response.status, 200, path);
    return (await response.json()) as { items: { at: string; values: Record<string, number> }[] };
  };

  for (const { profile, expected } of units) {
    it(`${profile}: every quantity through /api/readings, bit-exact as float32`, async () => {
      const reading = await eventually(async () => (await api(`/api/readings?deviceId=${profile}`)).items[0]);
      const read = Object.keys(reading.values).filter((quantity) => !isIdentity(quantity));
      assert.deepEqual(read.sort(), Object.keys(expected).sort());
      for (const [quantity, value] of Object.entries(expected))
        assertSameFloat32(reading.values[quantity], value, quantity);
    });

    it(`${profile}: the same values in InfluxDB, at their measuring times`, async () => {
      const { items } = await api(`/api/readings?deviceId=${profile}&limit=3`);
      for (const { at } of items) {
        const time = Date.parse(at);
        const row = await eventually(
          async () =>
            (await influx.query("energy", `SELECT * FROM reading WHERE meter = '${profile}' AND time = ${time}ms`))[0],
        );
        for (const [quantity, value] of Object.entries(expected))
          assertSameFloat32(row[quantity] as number, value, quantity);
        assert.equal(row.site, "works");
      }
    });
  }

  it("names each mistake in /health, in words, and reads on", async () => {
    const health = await eventually(async () => {
      const body = (await (await fetch(`${gateway.base}/health`)).json()) as {
        problems: { code: string; message: string }[];
      };
      const codes = new Set(body.problems.map(({ code }) => code));
      const refused = codes.has("METER_UNIT_REFUSED") || codes.has("METER_NO_ANSWER");
      return refused && codes.has("BUS_UNREACHABLE") && codes.has("PROFILE_UNKNOWN") && codes.has("SITE_ITEM_INVALID")
        ? body
        : undefined;
    });
    const messages = health.problems.map(({ message }) => message).join("\n");
    for (const name of ["acme-9000", "wrong-unit", "wrong-entry", "127.0.0.1"])
      assert.match(messages, new RegExp(name));
    const [before] = (await api("/api/readings?deviceId=wago-879-30xx&limit=1000")).items.slice(-1);
    await eventually(
      async () =>
        (await api("/api/readings?deviceId=wago-879-30xx&limit=1000")).items.some(
          ({ at }) => at > (before?.at ?? ""),
        ) || undefined,
    );
  });
});
