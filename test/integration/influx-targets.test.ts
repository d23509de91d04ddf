import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EnergyError } from "../../dist/lib/contract/error.js";
import type { Reading } from "../../dist/lib/contract/messages.js";
import { type InfluxSettings, parseInflux } from "../../dist/lib/deliver/influx-config.js";
import { Forwarder, type ForwarderState } from "../../dist/lib/io/forwarder.js";
import { openStore, type StoreLease } from "../../dist/lib/io/store/open-store.js";
import { InfluxV1Target } from "../../dist/lib/io/targets/influx-v1.js";
import { InfluxV2Target } from "../../dist/lib/io/targets/influx-v2.js";
import type { Target } from "../../dist/lib/io/targets/target.js";
import { eventually } from "../support/eventually.ts";
import { type Influx, startInflux } from "../support/influx.ts";
import { needProgram } from "../support/needs.ts";
import { freePort } from "../support/ports.ts";

const start = Date.UTC(2026, 0, 5, 9, 0);

const reading = (n: number, values: Record<string, number> = { active_power: Math.fround(n / 7) }): Reading => ({
  kind: "reading",
  site: "works",
  meter: "m1",
  at: start + n * 1000,
  values,
  quality: "good",
});

function targetOf(settings: InfluxSettings): Target {
  const config = parseInflux(settings);
  assert.ok(config);
  return config.version === 1 ? new InfluxV1Target(config) : new InfluxV2Target(config);
}

/** A journal of its own and what a forwarder says while it delivers it. */
class Delivery {
  readonly states: ForwarderState[] = [];
  readonly refused: EnergyError[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), "energy-delivery-"));
  readonly #lease: StoreLease = openStore(join(this.#folder, "journal.db"), { maxAgeDays: 30, maxBytes: 100_000_000 });
  #forwarder: Forwarder | undefined;
  #running: Promise<void> | undefined;

  get store() {
    return this.#lease.store;
  }

  run(target: Target): void {
    this.#forwarder = new Forwarder(this.store, target, {
      changed: (state) => this.states.push(state),
      refused: (error) => this.refused.push(error),
    });
    this.#running = this.#forwarder.run();
  }

  async delivered(target: string): Promise<void> {
    await eventually(async () => ((await this.store.gauges()).targets[target]?.depth === 0 ? true : undefined));
  }

  async failure(): Promise<EnergyError> {
    return eventually(async () => this.states.flatMap((state) => (state.state === "waiting" ? state.error : []))[0]);
  }

  async close(): Promise<void> {
    this.#forwarder?.close();
    await this.#running;
    await this.#lease.release();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

describe("delivery to InfluxDB", function () {
  this.timeout(60_000);
  let influx: Influx;
  let delivery: Delivery;

  before(async function () {
    influx = await startInflux(this);
  });
  beforeEach(() => {
    delivery = new Delivery();
  });
  afterEach(() => delivery.close());
  after(() => influx?.stop());

  const v1 = (database: string) => targetOf({ INFLUX_URL: influx.url, INFLUX_DATABASE: database });

  it("creates the database and writes every float as it is, at its time, in exact batches too", async () => {
    const records = Array.from({ length: 2000 }, (_, n) => reading(n));
    await delivery.store.commit({ records });
    const target = v1("exact");
    delivery.run(target);
    await delivery.delivered(target.name);
    const rows = await influx.query("exact", "SELECT * FROM reading");
    assert.deepEqual(
      rows.map(({ time, active_power, meter, site }) => ({ time, active_power, meter, site })),
      records.map(({ at, values, meter, site }) => ({ time: at, active_power: values.active_power, meter, site })),
    );
  });

  it("sets aside what the database refuses for good, says so, and delivers the rest", async () => {
    await influx.query("_internal", "CREATE DATABASE conflict");
    const write = await fetch(`${influx.url}/write?db=conflict&precision=ms`, {
      method: "POST",
      body: `reading,meter=m1,site=works voltage_l1="a text" ${start}`,
    });
    assert.equal(write.status, 204);
    const records = Array.from({ length: 50 }, (_, n) => (n === 17 ? reading(n, { voltage_l1: 230.5 }) : reading(n)));
    await delivery.store.commit({ records });
    const target = v1("conflict");
    delivery.run(target);
    await delivery.delivered(target.name);
    const rows = await influx.query("conflict", "SELECT active_power FROM reading WHERE active_power >= 0");
    assert.equal(rows.length, 49);
    assert.equal((await delivery.store.gauges()).targets[target.name]?.quarantined, 1);
    assert.match(String(delivery.refused[0]?.params.detail), /field type conflict/);
  });

  it("does not move its cursor while the database is down, and has no point twice afterwards", async () => {
    const target = v1("outage");
    delivery.run(target);
    await delivery.store.commit({ records: [reading(0)] });
    await delivery.delivered(target.name);
    await influx.kill();
    // Exactly one full batch: the case in which a client's own flush() says that all is well.
    await delivery.store.commit({ records: Array.from({ length: 1000 }, (_, n) => reading(n + 1)) });
    assert.equal((await delivery.failure()).code, "TARGET_UNREACHABLE");
    assert.equal((await delivery.store.gauges()).targets[target.name]?.depth, 1000);
    await influx.start();
    await delivery.delivered(target.name);
    assert.equal((await influx.query("outage", "SELECT active_power FROM reading")).length, 1001);
  });

  it("sets a whole batch aside that lies beyond the database's retention policy, and goes on", async () => {
    await influx.query("_internal", "CREATE DATABASE brief WITH DURATION 1d");
    const now = Date.now();
    const old = Array.from({ length: 30 }, (_, n) => reading(n));
    await delivery.store.commit({ records: old });
    const target = v1("brief");
    delivery.run(target);
    await delivery.delivered(target.name);
    await delivery.store.commit({ records: [{ ...reading(0), at: now }] });
    await delivery.delivered(target.name);
    assert.equal((await delivery.store.gauges()).targets[target.name]?.quarantined, 30);
    assert.equal((await influx.query("brief", "SELECT active_power FROM reading")).length, 1);
  });

  it("sets nothing aside for a server that refuses everything, and delivers it all once it takes it", async () => {
    let refusing = true;
    const written: string[] = [];
    const server = createServer((request, response) => {
      response.setHeader("X-Influxdb-Version", "1.8.10");
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        if (!request.url?.startsWith("/write")) return response.end('{"results":[{"statement_id":0}]}');
        if (refusing) return response.writeHead(400).end('{"error":"go away"}');
        written.push(...body.split("\n"));
        return response.writeHead(204).end();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    try {
      await delivery.store.commit({ records: Array.from({ length: 100 }, (_, n) => reading(n)) });
      const target = targetOf({ INFLUX_URL: `http://127.0.0.1:${port}`, INFLUX_DATABASE: "energy" });
      delivery.run(target);
      assert.equal((await delivery.failure()).code, "TARGET_UNSUITABLE");
      assert.equal((await delivery.store.gauges()).targets[target.name]?.quarantined, 0);
      refusing = false;
      await delivery.delivered(target.name);
      assert.equal(new Set(written).size, 100);
    } finally {
      server.close();
    }
  });

  it("says which settings a 1.x server wants when it was given those of 2.x", async () => {
    delivery.run(
      targetOf({ INFLUX_URL: influx.url, INFLUX_ORG: "o", INFLUX_BUCKET: "b", INFLUX_TOKEN: "secret-token" }),
    );
    const error = await delivery.failure();
    assert.equal(error.code, "TARGET_UNSUITABLE");
    assert.match(String(error.params.detail), /1\.6.*INFLUX_DATABASE/);
    assert.doesNotMatch(JSON.stringify(error.params), /secret/);
  });

  it("does not take any server that answers 200 for an InfluxDB", async () => {
    const server = createServer((_request, response) => response.end("hello"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    try {
      delivery.run(targetOf({ INFLUX_URL: `http://user:secret@127.0.0.1:${port}`, INFLUX_DATABASE: "energy" }));
      const error = await delivery.failure();
      assert.equal(error.code, "TARGET_UNSUITABLE");
      assert.doesNotMatch(JSON.stringify(error.params), /secret/);
    } finally {
      server.close();
    }
  });
});

describe("delivery by the 2.x write API", function () {
  this.timeout(60_000);
  let server: ChildProcess;
  let url: string;
  let folder: string;
  let delivery: Delivery;

  const startServer = async (program: string, port: number): Promise<void> => {
    const flags = [
      `-storageDataPath=${folder}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      "-loggerLevel=ERROR",
      "-retentionPeriod=100y",
    ];
    server = spawn(program, flags, { stdio: "ignore" });
    await eventually(async () => ((await fetch(`${url}/health`)).ok && server.exitCode === null ? true : undefined));
  };
  const stopServer = async (): Promise<void> => {
    const exit = once(server, "exit");
    // Asked, not killed: what it has confirmed it keeps in memory for seconds, and losing that would not be ours.
    server.kill("SIGTERM");
    await exit;
  };
  let program: string;
  let port: number;

  before(async function () {
    program = needProgram(this, "victoria-metrics", "victoria-metrics");
    folder = mkdtempSync(join(tmpdir(), "energy-victoria-"));
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
    await startServer(program, port);
  });
  beforeEach(() => {
    delivery = new Delivery();
  });
  afterEach(() => delivery.close());
  after(async () => {
    if (server) await stopServer();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** What VictoriaMetrics has of the field, by time. */
  async function exported(): Promise<Map<number, number>> {
    await fetch(`${url}/internal/force_flush`);
    const text = await (await fetch(`${url}/api/v1/export?match[]=reading_active_power`)).text();
    const points = new Map<number, number>();
    for (const line of text.split("\n").filter(Boolean)) {
      const { values, timestamps } = JSON.parse(line) as { values: number[]; timestamps: number[] };
      timestamps.forEach((at, n) => {
        assert.equal(points.has(at), false, "a point stands twice");
        points.set(at, values[n] as number);
      });
    }
    return points;
  }

  it("arrives whole, through a server that is down in between", async () => {
    const target = targetOf({ INFLUX_URL: url, INFLUX_ORG: "works", INFLUX_BUCKET: "energy", INFLUX_TOKEN: "any" });
    await delivery.store.commit({ records: Array.from({ length: 500 }, (_, n) => reading(n)) });
    delivery.run(target);
    await delivery.delivered(target.name);
    await stopServer();
    await delivery.store.commit({ records: Array.from({ length: 1000 }, (_, n) => reading(n + 500)) });
    assert.equal((await delivery.failure()).code, "TARGET_UNREACHABLE");
    await startServer(program, port);
    await delivery.delivered(target.name);
    const points = await eventually(async () => {
      const found = await exported();
      return found.size === 1500 ? found : undefined;
    });
    // VictoriaMetrics keeps about 14 digits: more than a float32 has.
    for (let n = 0; n < 1500; n++) assert.equal(Math.fround(points.get(start + n * 1000) ?? -1), Math.fround(n / 7));
  });
});
