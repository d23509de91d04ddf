import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SiteNode } from "../../dist/lib/red/handles.js";
import { problemBoard } from "../../dist/lib/red/problems.js";
import energySite from "../../dist/nodes/energy-site.js";
import { helper } from "../support/node-red.ts";

const load = energySite.default;
const minimal = { version: 1, site: { id: "plant", timeZone: "Europe/Vienna" } };

async function siteOf(config: object): Promise<SiteNode> {
  await helper.load(load, [{ id: "5173000000000001", type: "energy-site", ...config }]);
  return helper.getNode("5173000000000001") as unknown as SiteNode;
}

describe("energy-site", () => {
  let home: string;

  before((done) => {
    helper.startServer(done);
  });
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "energy-site-"));
    process.env.ENERGY_HOME = home;
  });
  afterEach(async () => {
    await helper.unload();
    delete process.env.ENERGY_HOME;
    rmSync(home, { recursive: true });
  });
  after((done) => {
    helper.stopServer(done);
  });

  it("plays the demo plant while there is no site model", async () => {
    const node = await siteOf({ source: "file", demo: true });
    assert.equal(node.origin, "demo");
    assert.equal(node.model?.meters.length, 10);
    assert.deepEqual(problemBoard().list(), []);
  });

  it("takes $ENERGY_HOME/site.json as soon as it exists", async () => {
    writeFileSync(join(home, "site.json"), JSON.stringify(minimal));
    const node = await siteOf({ source: "file", demo: true });
    assert.equal(node.origin, "file");
    assert.equal(node.model?.id, "plant");
  });

  it("says that the file is missing where no demo is wanted", async () => {
    const node = await siteOf({ source: "file", demo: false });
    assert.equal(node.model, undefined);
    assert.equal(node.problem?.code, "SITE_UNREADABLE");
  });

  it("reports a file that is no JSON with the place, and plays no demo instead", async () => {
    writeFileSync(join(home, "site.json"), '{ "version": 1,, }');
    const node = await siteOf({ source: "file", demo: true });
    assert.equal(node.model, undefined);
    const [problem] = problemBoard().list();
    assert.equal(problem?.code, "SITE_INVALID");
    assert.match(String(problem?.params.detail), /JSON/);
  });

  it("leaves a wrong meter out and keeps the others", async () => {
    const meters = [
      { id: "good", bus: "hall", unitId: 1, profile: "wago-879-30xx" },
      { id: "lost", bus: "cellar", unitId: 2, profile: "wago-879-30xx" },
    ];
    const model = JSON.stringify({ ...minimal, buses: [{ id: "hall", host: "127.0.0.1" }], meters });
    const node = await siteOf({ source: "inline", model });
    assert.deepEqual(
      node.model?.meters.map(({ id }) => id),
      ["good"],
    );
    const [problem] = problemBoard().list();
    assert.equal(problem?.code, "SITE_ITEM_INVALID");
    assert.equal(problem?.params.place, "meters/1/bus");
  });

  it("forgets its problems when it is closed", async () => {
    await siteOf({ source: "inline", model: "{}" });
    assert.equal(problemBoard().list().length, 1);
    await helper.unload();
    assert.deepEqual(problemBoard().list(), []);
  });
});
