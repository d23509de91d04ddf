import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reading } from "../../dist/lib/contract/messages.js";
import type { StoreNode } from "../../dist/lib/red/handles.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import energyStore from "../../dist/nodes/energy-store.js";
import storeForward from "../../dist/nodes/store-forward.js";
import { eventually } from "../support/eventually.ts";
import { helper } from "../support/node-red.ts";

const ids = { store: "5f0d000000000001", forward: "5f0d000000000002" };

const reading: Reading = {
  kind: "reading",
  site: "works",
  meter: "m1",
  at: Date.UTC(2026, 0, 5, 9, 0),
  values: { active_power: 12.5 },
  quality: "good",
};

/** Enough of InfluxDB 1.x's HTTP interface for the client, and what was written to it. */
function databaseServer(written: string[]): Server {
  return createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      response.setHeader("X-Influxdb-Version", "1.8.10");
      if (request.url?.startsWith("/write")) {
        written.push(body);
        response.writeHead(204).end();
      } else if (request.url?.startsWith("/query")) {
        response.end(
          '{"results":[{"statement_id":0,"series":[{"name":"databases","columns":["name"],"values":[["energy"]]}]}]}',
        );
      } else {
        response.writeHead(204).end();
      }
    });
  });
}

describe("store-forward node", () => {
  let folder: string;
  let server: Server | undefined;

  before((done) => {
    helper.startServer(done);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "energy-forward-"));
  });
  afterEach(async () => {
    await helper.unload();
    server?.close();
    server = undefined;
    rmSync(folder, { recursive: true, force: true });
    for (const name of ["INFLUX_URL", "INFLUX_DATABASE"]) delete process.env[name];
  });
  after((done) => {
    helper.stopServer(done);
  });

  async function load(config: object, credentials: object = {}): Promise<StoreNode> {
    const store = { id: ids.store, type: "energy-store", file: join(folder, "journal.db") };
    await helper.load(
      [energyStore.default, storeForward.default],
      [store, { id: ids.forward, type: "store-forward", store: ids.store, ...config }],
      { [ids.forward]: credentials },
    );
    return helper.getNode(ids.store) as unknown as StoreNode;
  }

  const listening = (of: Server): Promise<string> =>
    new Promise((resolve) => {
      of.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(of.address() as { port: number }).port}`));
    });

  it("delivers what is in the journal without any message wired to it", async () => {
    const written: string[] = [];
    server = databaseServer(written);
    const node = await load({ target: "influxdb1", url: await listening(server), database: "energy" });
    await node.store?.commit({ records: [reading] });
    const [line] = await eventually(async () => (written.length > 0 ? written : undefined));
    assert.equal(line, `reading,meter=m1,site=works active_power=12.5 ${reading.at}`);
  });

  it("is off while the environment names no target", async () => {
    await load({ target: "environment" });
    assert.deepEqual(problemBoard().list(), []);
  });

  it("takes its target from the environment", async () => {
    const written: string[] = [];
    server = databaseServer(written);
    process.env.INFLUX_URL = await listening(server);
    process.env.INFLUX_DATABASE = "energy";
    const node = await load({ target: "environment" });
    await node.store?.commit({ records: [reading] });
    await eventually(async () => (written.length > 0 ? true : undefined));
  });

  it("says what cannot be reached, without the password, and that nothing is lost", async () => {
    await load(
      { target: "influxdb1", url: "http://127.0.0.1:9", database: "energy" },
      { username: "writer", password: "hush-hush" },
    );
    const problem = await eventually(async () => problemBoard().list()[0]);
    assert.equal(problem.code, "TARGET_UNREACHABLE");
    assert.match(problem.subject, /127\.0\.0\.1:9 energy/);
    assert.doesNotMatch(JSON.stringify(problem), /hush/);
  });

  it("says of a server that was reached and answers with an error just that", async () => {
    server = createServer((_request, response) => {
      response.statusCode = 503;
      response.end("starting");
    });
    await load({ target: "influxdb1", url: await listening(server), database: "energy" });
    const problem = await eventually(async () => problemBoard().list()[0]);
    assert.deepEqual([problem.code, problem.params.detail], ["TARGET_FAILED", "status 503"]);
  });

  it("refuses an address that is none, without repeating it", async () => {
    await load({ target: "influxdb1", url: "user:hush-hush@nowhere", database: "energy" });
    const [problem] = problemBoard().list();
    assert.equal(problem?.code, "CONFIG_INVALID");
    assert.doesNotMatch(JSON.stringify(problem), /hush/);
  });
});
