import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { BusConfig } from "../../dist/lib/acquire/bus-config.js";
import { MeteredPoint } from "../../dist/lib/io/metered-point.js";
import { leaseBus } from "../../dist/lib/io/modbus/bus-pool.js";
import { startRtuLine } from "../support/rtu-line.ts";
import { floats, type ScriptedSlave, scriptedSlave } from "../support/scripted-slave.ts";

/** Everything that the polls of one meter brought. */
interface Log {
  readonly times: number[];
  readonly failures: number[];
}

const quantities = ["active_power", "voltage_l1"];
const meters: MeteredPoint[] = [];

function start(bus: BusConfig, unitIds: readonly number[], intervalMs = 1000): Map<number, Log> {
  const logs = new Map<number, Log>();
  for (const unitId of unitIds) {
    const log: Log = { times: [], failures: [] };
    logs.set(unitId, log);
    const point = {
      site: "works",
      meter: `m${unitId}`,
      bus,
      unitId,
      profile: "eastron-sdm630",
      intervalMs,
      quantities,
    };
    const meter = new MeteredPoint(point);
    meters.push(meter);
    meter.start({
      online: ({ reading }) => log.times.push(reading.at),
      failing: () => log.failures.push(Date.now()),
      paced: () => {},
    });
  }
  return logs;
}

/** The share of the intervals that lie within 5 % of the wished one. */
function punctual(logs: Iterable<Log>, intervalMs: number, from: number): number {
  const waits = [...logs].flatMap(({ times }) =>
    times.filter((at) => at >= from).map((at, n, all) => at - (all[n - 1] ?? at - intervalMs)),
  );
  assert.ok(waits.length > 0);
  return waits.filter((wait) => Math.abs(wait - intervalMs) <= intervalMs / 20).length / waits.length;
}

describe("the polls of a bus", () => {
  let slave: ScriptedSlave | undefined;

  afterEach(async () => {
    for (const meter of meters.splice(0)) meter.release();
    await slave?.stop();
    slave = undefined;
  });

  const tcp = (port: number, parallel: number): BusConfig => ({
    transport: "tcp",
    host: "127.0.0.1",
    port,
    timeoutMs: 1000,
    pauseMs: 0,
    parallel,
  });
  const dead = [3, 7];
  const ten = Array.from({ length: 10 }, (_, n) => n + 1);

  for (const parallel of [1, 4]) {
    it(`over TCP, ${parallel} at a time, keep their interval with a fifth of the meters dead`, async function () {
      this.timeout(30_000);
      slave = await scriptedSlave((wire, socket) => {
        if (!dead.includes(wire.unitId)) socket.write(floats(wire, 50));
      });
      const begun = Date.now();
      const logs = start(tcp(slave.port, parallel), ten);
      await pause(12_000);
      const healthy = ten.filter((unit) => !dead.includes(unit)).map((unit) => logs.get(unit) as Log);
      const share = punctual(healthy, 1000, begun + 4_000);
      // Of a machine that does other things too: the exact figure is a matter of the unit test and the bench.
      assert.ok(share >= 0.5, `${(share * 100).toFixed(1)} %`);
      for (const unit of dead) assert.ok((logs.get(unit)?.failures.length ?? 0) >= 3);
      for (const { failures } of healthy) assert.deepEqual(failures, []);
    });
  }

  it("on RS-485 keep their interval with a fifth of the meters dead", async function () {
    this.timeout(30_000);
    const alive = ten.filter((unit) => !dead.includes(unit));
    const units = Object.fromEntries(alive.map((unit) => [unit, { registers: {} }]));
    const line = await startRtuLine(this, units, { baud: 19_200, turnaroundMs: 10 });
    try {
      const settings = { baud: 19_200, parity: "none", stopBits: 1 } as const;
      const bus = { transport: "rtu", path: line.path, line: settings, timeoutMs: 1000, pauseMs: 0 } as const;
      const begun = Date.now();
      const logs = start(bus, ten);
      await pause(15_000);
      const healthy = alive.map((unit) => logs.get(unit) as Log);
      const share = punctual(healthy, 1000, begun + 5_000);
      // Of a machine that does other things too: the exact figure is a matter of the unit test and the bench.
      assert.ok(share >= 0.5, `${(share * 100).toFixed(1)} %`);
      for (const unit of dead) assert.ok((logs.get(unit)?.failures.length ?? 0) >= 3);
      assert.equal((await line.stats()).early, 0);
    } finally {
      for (const meter of meters.splice(0)) meter.release();
      await line.stop();
    }
  });

  it("that ask twice what a gateway can do still keep it busy, and every meter has its turn in every round", async function () {
    this.timeout(30_000);
    const answerMs = 20;
    let free = 0;
    let busyMs = 0;
    slave = await scriptedSlave((wire, socket) => {
      // A gateway has one line: what it is asked meanwhile waits.
      const from = Math.max(free, performance.now());
      free = from + answerMs;
      busyMs += answerMs;
      setTimeout(() => socket.write(floats(wire, 50)), free - performance.now());
    });
    const units = Array.from({ length: 100 }, (_, n) => n + 1);
    const logs = start(tcp(slave.port, 2), units);
    await pause(1_000);
    const [begun, before] = [performance.now(), busyMs];
    await pause(6_000);
    const share = (busyMs - before) / (performance.now() - begun);
    assert.ok(share >= 0.75, `${(share * 100).toFixed(1)} % of its capacity`);
    const counts = units.map((unit) => logs.get(unit)?.times.length ?? 0);
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, counts.join());
  });

  it("come before errands that can wait, which still have a share of a full bus", async function () {
    this.timeout(30_000);
    slave = await scriptedSlave((wire, socket) => void setTimeout(() => socket.write(floats(wire, 50)), 10));
    const bus = tcp(slave.port, 1);
    const logs = start(
      bus,
      Array.from({ length: 60 }, (_, n) => n + 1),
      500,
    );
    const lease = leaseBus(bus);
    try {
      let errands = 0;
      const until = Date.now() + 6_000;
      while (Date.now() < until) {
        await lease.turns.spare(30, () => pause(30));
        errands += 1;
      }
      const share = (errands * 30) / 6_000;
      assert.ok(share > 0.02 && share <= 0.15, `${(share * 100).toFixed(1)} % of the time`);
      assert.ok(Math.min(...[...logs.values()].map(({ times }) => times.length)) >= 4);
    } finally {
      lease.release();
    }
  });
});
