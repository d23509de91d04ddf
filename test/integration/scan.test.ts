import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { cancelScan, type Scan, scanOf, startScan } from "../../dist/lib/io/bus-scan.js";
import { MeteredPoint } from "../../dist/lib/io/metered-point.js";
import { type ModbusServer, serveModbus } from "../../dist/lib/io/modbus-server.js";
import { profileFor, profileIds } from "../../dist/lib/io/profiles.js";
import { answer } from "../../dist/lib/simulate/modbus-slave.js";
import { simulatedPlant } from "../../dist/lib/simulate/simulated-plant.js";
import { demoPlant } from "../../dist/lib/site/demo-plant.js";
import { parseSite } from "../../dist/lib/site/parse-site.js";
import { startRtuLine } from "../support/rtu-line.ts";
import { until } from "../support/until.ts";

const profiles = profileIds().map((id) => profileFor(id, ""));
const noon = Date.UTC(2026, 0, 7, 11);

async function ended(scan: Scan, forMs = 30_000): Promise<Scan> {
  const until = Date.now() + forMs;
  for (let now = scanOf(scan.id); now?.state === "running" && Date.now() < until; now = scanOf(scan.id))
    await pause(20);
  return scanOf(scan.id) as Scan;
}

describe("looking for meters", () => {
  let server: ModbusServer;

  before(async () => {
    const plant = simulatedPlant(parseSite(demoPlant(15_020)).site, profileFor);
    const slaves = plant.buses[0]?.slaves ?? new Map();
    const fail = (error: Error): void => {
      throw error;
    };
    server = await serveModbus("127.0.0.1", 0, (unitId, request) => answer(slaves, unitId, request, noon), fail);
    server.release();
  });
  after(() => server.close());

  const bus = () =>
    ({ transport: "tcp", host: "127.0.0.1", port: server.port, timeoutMs: 1000, pauseMs: 0, parallel: 1 }) as const;

  it("on a gateway finds every meter and names its model, while another reading goes on", async function () {
    this.timeout(40_000);
    const readings: number[] = [];
    const point = { site: "w", meter: "m", bus: bus(), unitId: 11, profile: "wago-879-30xx", intervalMs: 200 };
    const meter = new MeteredPoint(point);
    meter.start({ online: ({ reading }) => readings.push(reading.at), failing: assert.fail, paced: () => {} });
    try {
      const scan = await ended(startScan(bus(), { from: 1, to: 20 }, profiles));
      assert.equal(scan.state, "done");
      assert.equal(scan.progress.asked, 20);
      assert.deepEqual(
        scan.progress.found.map(({ unitId, candidates }) => [unitId, candidates[0]?.profile]),
        [
          [1, "schneider-iem3000"],
          [11, "wago-879-30xx"],
          [12, "wago-879-30xx"],
          [13, "eastron-sdm630"],
          [14, "eastron-sdm630"],
          [15, "carlo-gavazzi-em340"],
          [16, "carlo-gavazzi-em340"],
          [17, "schneider-iem3000"],
          [18, "wago-879-30xx"],
        ],
      );
      await until(() => readings.length >= 2);
    } finally {
      meter.release();
    }
  });

  it("ends when it is cancelled, with what it has found", async () => {
    const scan = startScan(bus(), { from: 10, to: 247 }, profiles);
    while ((scanOf(scan.id)?.progress.found.length ?? 0) < 1) await pause(5);
    cancelScan(scan.id);
    const last = await ended(scan);
    assert.equal(last.state, "cancelled");
    assert.ok(last.progress.asked < 238);
  });

  it("on a serial line tells one that answers from two with the same unit id, and from none", async function () {
    this.timeout(30_000);
    const line = await startRtuLine(
      this,
      { 2: { registers: {} }, 4: { registers: {}, fault: "garbage" } },
      { baud: 19_200 },
    );
    try {
      const settings = { baud: 19_200, parity: "none", stopBits: 1 } as const;
      const rtu = { transport: "rtu", path: line.path, line: settings, timeoutMs: 1000, pauseMs: 0 } as const;
      const scan = await ended(startScan(rtu, { from: 1, to: 5 }, []));
      assert.deepEqual(
        scan.progress.found.map(({ unitId, kind }) => [unitId, kind]),
        [
          [2, "one"],
          [4, "many"],
        ],
      );
    } finally {
      await line.stop();
    }
  });

  it("on a bus that cannot be reached fails with the reason", async () => {
    const scan = await ended(startScan({ ...bus(), port: 1 }, { from: 1, to: 5 }, profiles));
    assert.deepEqual([scan.state, scan.error?.code], ["failed", "BUS_UNREACHABLE"]);
  });
});
