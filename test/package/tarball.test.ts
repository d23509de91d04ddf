import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cachedPackage, npm, root } from "../support/npm.ts";
import { freePort } from "../support/ports.ts";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const nodeTypes = Object.keys(manifest["node-red"].nodes).sort();

interface PackedFile {
  readonly path: string;
}

interface NodeSet {
  readonly module: string;
  readonly types: readonly string[];
  readonly err?: string;
  readonly version?: string;
}

describe("the packed package", function () {
  this.timeout(300_000);
  let folder: string;
  let tarball: string;
  let files: readonly string[];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "energy-pack-"));
    const [packed] = JSON.parse(npm(["pack", "--json", "--pack-destination", folder], root)) as [
      { filename: string; files: PackedFile[] },
    ];
    tarball = join(folder, packed.filename);
    files = packed.files.map(({ path }) => path);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("holds the nodes, profiles, flows, examples and settings, and nothing that is only ours", () => {
    for (const type of nodeTypes) assert.ok(files.includes(`dist/nodes/${type}.js`), type);
    for (const path of [
      "settings.js",
      "flows/acquire.json",
      "profiles/wago-879-30xx.json",
      "examples/meter-reader.json",
    ]) {
      assert.ok(files.includes(path), path);
    }
    assert.deepEqual(
      files.filter((path) => /^(test|lib|nodes|bench|dist\/bench|\.)|\.ts$(?<!\.d\.ts)|node_modules/.test(path)),
      [],
    );
  });

  it("carries no Node.js binary and at most six dependencies", () => {
    const names = Object.keys(manifest.dependencies);
    assert.ok(names.length <= 6, names.join(", "));
    assert.deepEqual(
      names.filter((name) => name.startsWith("node-linux")),
      [],
    );
  });

  for (const version of ["5.0.7", "4.1.15"]) {
    it(`installs and loads every node in Node-RED ${version}`, async function () {
      const nodeRed =
        version === manifest.devDependencies["node-red"]
          ? join(root, "node_modules/node-red")
          : cachedPackage(this, "node-red", version);
      const userDir = mkdtempSync(join(folder, "user-"));
      writeFileSync(join(userDir, "package.json"), '{ "private": true }\n');
      npm(["install", tarball], userDir);
      const sets = await loadedSets(nodeRed, userDir);
      const ours = sets.filter(({ module }) => module === manifest.name);
      assert.deepEqual(
        ours.filter(({ err }) => err).map(({ types, err }) => `${types}: ${err}`),
        [],
      );
      assert.deepEqual(ours.flatMap(({ types }) => types).sort(), nodeTypes);
    });
  }

  it("passes every rule of the palette scorecard that needs no online catalogue", function () {
    const scorecardTool = cachedPackage(this, "node-red-dev", "0.1.6");
    const unpacked = mkdtempSync(join(folder, "scorecard-"));
    spawnSync("tar", ["-xzf", tarball, "-C", unpacked]);
    const path = join(unpacked, "package");
    npm(["install", "--omit=dev"], path);
    const output = join(folder, "scorecard.json");
    const preload = join(import.meta.dirname, "../support/empty-catalogue.cjs");
    const run = spawnSync(
      process.execPath,
      ["--require", preload, join(scorecardTool, "bin/run"), "validate", "-p", path, "-o", output],
      {
        encoding: "utf8",
        timeout: 120_000,
      },
    );
    const scorecard = JSON.parse(readFileSync(output, "utf8")) as Record<string, { test?: boolean }>;
    const rules = Object.entries(scorecard).filter(([name]) => /^[PND]\d\d$/.test(name));
    assert.deepEqual(
      rules.map(([name]) => name).sort(),
      ["D01", "D02", "D03", "N01", "N02", "P01", "P03", "P04", "P05", "P06", "P07", "P08"],
      run.stderr,
    );
    assert.deepEqual(
      rules.filter(([, { test }]) => !test).map(([name]) => name),
      [],
      `${run.stdout}${run.stderr}`,
    );
  });
});

/** Starts a bare Node-RED with only what is installed in `userDir` and asks it for its node sets. */
async function loadedSets(nodeRed: string, userDir: string): Promise<readonly NodeSet[]> {
  const port = await freePort();
  const settings = join(userDir, "settings.js");
  writeFileSync(
    settings,
    `module.exports = { uiPort: ${port}, uiHost: "127.0.0.1", telemetry: { enabled: false } };\n`,
  );
  const child = spawn(process.execPath, [join(nodeRed, "red.js"), "--settings", settings, "--userDir", userDir], {
    env: { ...process.env, ENERGY_HOME: userDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (log += chunk));
  try {
    for (let tries = 0; tries < 240; tries++) {
      assert.equal(child.exitCode, null, log);
      const sets = await askForSets(port);
      if (sets) return sets;
      await sleep(250);
    }
    throw new Error(`Node-RED did not answer:\n${log}`);
  } finally {
    await ended(child);
  }
}

async function askForSets(port: number): Promise<readonly NodeSet[] | undefined> {
  const response = await fetch(`http://127.0.0.1:${port}/nodes`, { headers: { accept: "application/json" } }).catch(
    () => undefined,
  );
  return response?.ok ? ((await response.json()) as readonly NodeSet[]) : undefined;
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await Promise.race([exit, sleep(10_000).then(() => child.kill("SIGKILL"))]);
}
