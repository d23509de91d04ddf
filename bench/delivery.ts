import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Reading } from "../lib/contract/messages";
import { parseInflux } from "../lib/deliver/influx-config";
import { Forwarder } from "../lib/io/forwarder";
import { openStore } from "../lib/io/store/open-store";
import { InfluxV1Target } from "../lib/io/targets/influx-v1";

const batches = 50;
const perBatch = 1000;
const rounds = 3;
const start = Date.UTC(2026, 2, 1);

/**
 * The journal to InfluxDB 1.x (Debian's, found in the PATH) in batches of 1000, beside the same points
 * posted as ready line protocol; rounds take turns, each into a database of its own.
 */
export async function run(): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), "energy-bench-"));
  const influx = await startInflux(folder);
  try {
    const readings = Array.from({ length: batches * perBatch }, (_, n) => readingOf(n));
    const { store, release } = openStore(join(folder, "journal.db"), { maxAgeDays: 36_500, maxBytes: 1e12 });
    for (let n = 0; n < batches; n++) await store.commit({ records: readings.slice(n * perBatch, (n + 1) * perBatch) });
    const lines = Array.from({ length: batches }, (_, n) =>
      readings
        .slice(n * perBatch, (n + 1) * perBatch)
        .map(lineOf)
        .join("\n"),
    );
    let rawMs = Number.POSITIVE_INFINITY;
    let oursMs = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      await fetch(`${influx.url}/query?q=CREATE+DATABASE+raw${round}`, { method: "POST" });
      rawMs = Math.min(rawMs, await timed(() => post(influx.url, `raw${round}`, lines)));
      const config = parseInflux({ INFLUX_URL: influx.url, INFLUX_DATABASE: `ours${round}` });
      if (config?.version !== 1) throw new Error("not a 1.x target");
      const target = new InfluxV1Target(config);
      oursMs = Math.min(
        oursMs,
        await timed(
          () =>
            new Promise<void>((resolve, reject) => {
              const forwarder = new Forwarder(store, target, {
                changed: (state) => {
                  if (state.state === "waiting") reject(state.error);
                  if (state.state !== "delivered") return;
                  forwarder.close();
                  resolve();
                },
                refused: reject,
              });
              forwarder.run().catch(reject);
            }),
        ),
      );
    }
    await release();
    const points = batches * perBatch;
    return {
      pointsPerSecond: Math.round((points * 1000) / oursMs),
      rawPointsPerSecond: Math.round((points * 1000) / rawMs),
      ofRaw: Math.round((rawMs / oursMs) * 100) / 100,
    };
  } finally {
    const exit = once(influx.child, "exit");
    influx.child.kill("SIGKILL");
    await exit;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function readingOf(n: number): Reading {
  const values = { active_power: 40 + 20 * Math.sin(n), active_energy_import: 120_000 + n / 4, voltage_l1: 230.4 };
  return {
    kind: "reading",
    site: "works",
    meter: `m${n % 50}`,
    at: start + Math.floor(n / 50) * 1000,
    values,
    quality: "good",
  };
}

function lineOf({ site, meter, at, values }: Reading): string {
  const fields = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return `reading,meter=${meter},site=${site} ${fields.join(",")} ${at}`;
}

async function post(url: string, database: string, bodies: readonly string[]): Promise<void> {
  for (const body of bodies) {
    const { status } = await fetch(`${url}/write?db=${database}&precision=ms`, { method: "POST", body });
    if (status !== 204) throw new Error(`InfluxDB answers ${status}`);
  }
}

async function startInflux(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const [port, rpc] = [await freePort(), await freePort()];
  const config = join(folder, "influxdb.conf");
  const sections = [
    `reporting-disabled = true\nbind-address = "127.0.0.1:${rpc}"`,
    `[meta]\ndir = "${folder}/meta"`,
    `[data]\ndir = "${folder}/data"\nwal-dir = "${folder}/wal"`,
    `[http]\nbind-address = "127.0.0.1:${port}"\nlog-enabled = false`,
  ];
  writeFileSync(config, sections.join("\n"));
  const child = spawn("influxd", ["-config", config], { stdio: "ignore" });
  const failed = once(child, "error").then(([error]) => {
    throw new Error(`influxd cannot be started (apt-get install influxdb): ${(error as Error).message}`);
  });
  const url = `http://127.0.0.1:${port}`;
  const answers = async (): Promise<void> => {
    for (let tries = 0; tries < 100; tries++) {
      const response = await fetch(`${url}/ping`).catch(() => undefined);
      if (response?.headers.get("x-influxdb-version")) return;
      await sleep(100);
    }
    throw new Error("influxd does not answer");
  };
  await Promise.race([failed, answers()]);
  failed.catch(() => undefined);
  return { child, url };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
