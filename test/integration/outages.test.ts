import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Appliance } from "../support/appliance.ts";
import { eventually } from "../support/eventually.ts";
import { type Influx, startInflux } from "../support/influx.ts";
import { type Slave, startSlave, wordsOf } from "../support/modbus-slave.ts";

/** WAGO: total power in kW at 0x5012, total energy in kWh at 0x6000, and the register that says "floats". */
const registers = Object.fromEntries([
  ...wordsOf("float32", 12.5, "big").map((word, n) => [0x5012 + n, word]),
  ...wordsOf("float32", 4321, "big").map((word, n) => [0x6000 + n, word]),
  [0x4026, 1],
]);

const meters = [1, 2, 3, 4].map((unitId) => ({
  id: `m${unitId}`,
  bus: "hall",
  unitId,
  profile: "wago-879-30xx",
  intervalSeconds: 0.2,
  quantities: ["active_power", "active_energy_total"],
}));

interface Listed {
  readonly at: string;
  readonly meter: string;
}

describe("outages", function () {
  this.timeout(180_000);
  let home: string;
  let slave: Slave;
  let influx: Influx;

  before(async function () {
    home = mkdtempSync(join(tmpdir(), "energy-outages-"));
    influx = await startInflux(this);
    slave = await startSlave(this, Object.fromEntries(meters.map(({ unitId }) => [unitId, { registers }])));
  });
  after(async () => {
    await slave?.stop();
    await influx?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const start = (): Promise<Appliance> =>
    Appliance.start({
      home,
      site: {
        version: 1,
        site: { id: "works", timeZone: "UTC" },
        buses: [{ id: "hall", host: "127.0.0.1", port: slave.port }],
        meters,
      },
      env: { INFLUX_URL: influx.url, INFLUX_DATABASE: "energy" },
    });

  /** Every reading the gateway says it has, over all pages. */
  async function readingsOf(gateway: Appliance): Promise<string[]> {
    const found: string[] = [];
    for (const { id } of meters) {
      let cursor = "";
      do {
        const path = `/api/readings?deviceId=${id}&from=2026-01-01T00:00:00Z&limit=1000${cursor}`;
        const page = (await (await gateway.get(path)).json()) as { items: Listed[]; next?: string };
        found.push(...page.items.map(({ at }) => `${id} ${Date.parse(at)}`));
        cursor = page.next ? `&cursor=${encodeURIComponent(page.next)}` : "";
      } while (cursor);
    }
    return found;
  }

  async function delivered(): Promise<string[]> {
    const rows = await influx.query("energy", "SELECT meter, active_power FROM reading");
    return rows.map(({ meter, time }) => `${meter} ${Number(time)}`);
  }

  it("kill -9 of the gateway, again and again, loses and doubles nothing that was acknowledged", async () => {
    let acknowledged: string[] = [];
    for (let round = 0; round < 4; round++) {
      const gateway = await start();
      try {
        const before = acknowledged.length;
        await eventually(async () => ((await readingsOf(gateway)).length > before + 20 + round * 7 ? true : undefined));
        const found = await readingsOf(gateway);
        assert.deepEqual(
          acknowledged.filter((reading) => !found.includes(reading)),
          [],
        );
        assert.equal(new Set(found).size, found.length, "a reading stands twice");
        acknowledged = found;
      } finally {
        gateway.kill("SIGKILL");
        await gateway.ended();
      }
    }
  });

  it("an InfluxDB that is killed and comes back has every reading once, and the gateway said what was wrong", async () => {
    const gateway = await start();
    try {
      await eventually(async () => ((await delivered()).length > 20 ? true : undefined));
      await influx.kill();
      await eventually(async () => {
        const { problems } = (await (await fetch(`${gateway.base}/health`)).json()) as { problems: { code: string }[] };
        return problems.some(({ code }) => code === "TARGET_UNREACHABLE") || undefined;
      });
      await sleep(5_000);
      await influx.start();
      const known = await readingsOf(gateway);
      await eventually(async () => {
        const there = new Set(await delivered());
        return known.every((reading) => there.has(reading)) || undefined;
      }, 90);
      const there = await delivered();
      assert.equal(new Set(there).size, there.length, "a point stands twice");
      const all = new Set(await readingsOf(gateway));
      assert.deepEqual(
        there.filter((point) => !all.has(point)),
        [],
        "a point that was never read",
      );
    } finally {
      await gateway.stop();
    }
  });
});
