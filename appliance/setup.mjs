#!/usr/bin/env node
// Makes a fresh clone ready and runs one task: a Node that is new enough, the packages, the build.
// Plain JavaScript for any Node from 18 on, because it runs before anything is installed. Each step
// is skipped when its inputs have not changed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const runtimeFolder = join(root, ".runtime");
const runtimeVersion = "24.21.0";
const oldestNode = [22, 13];

/** What `npm run <task>` starts once everything is ready. */
const tasks = {
  start: (args) => node("dist/appliance/main.js", "start", ...args),
  replay: (args) => node("dist/appliance/main.js", "replay", ...args),
  bench: (args) => node("dist/bench/run.js", ...args),
  build: () => 0,
  test: (args) => node("test/run.mjs", ...args),
  check: (args) => node("appliance/check.mjs", ...args),
};

const [task, ...taskArgs] = process.argv.slice(2);
if (!Object.hasOwn(tasks, task)) {
  console.error(`Unknown task "${task ?? ""}". Tasks: ${Object.keys(tasks).join(", ")}.`);
  process.exit(2);
}
// Only `replay` and `bench` print results for other programs: theirs must stay alone on standard output.
const say = (line) => process.stderr.write(`${line}\n`);

let nodeBinary = process.execPath;
try {
  nodeBinary = await ensureNode();
  await ensurePackages();
  await ensureBuild();
} catch (error) {
  say(`\n${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
process.exit(await tasks[task](taskArgs));

async function ensureNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const binary = join(runtimeFolder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (versionOf(binary) === `v${runtimeVersion}`) return binary;
  if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch)) {
    throw new Error(
      `Node.js ${process.versions.node} is too old here: install Node.js ${oldestNode.join(".")} or newer.`,
    );
  }
  mkdirSync(runtimeFolder, { recursive: true });
  writeFileSync(join(runtimeFolder, "package.json"), '{ "private": true }\n');
  await step(
    `Node.js ${runtimeVersion} (this machine's ${process.versions.node} is too old; kept in .runtime, nothing else changes)`,
    () => npm(["install", "--no-save", "--no-package-lock", `${name}@${runtimeVersion}`], runtimeFolder),
  );
  if (versionOf(binary) !== `v${runtimeVersion}`) {
    throw new Error(
      `Node.js ${runtimeVersion} was fetched but does not run here. Install Node.js 22.13 or newer by hand.`,
    );
  }
  return binary;
}

function versionOf(binary) {
  if (!existsSync(binary)) return undefined;
  return spawnSync(binary, ["--version"], { encoding: "utf8" }).stdout?.trim();
}

async function ensurePackages() {
  const hash = createHash("sha256");
  // Of package.json only what is installed: a new node in it installs nothing.
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  hash.update(JSON.stringify({ dependencies, devDependencies, optionalDependencies }));
  hash.update(readFileSync(join(root, "package-lock.json")));
  const wanted = hash.digest("hex");
  const stamp = join(root, "node_modules", ".energy-gateway");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await step("Packages", () => npm(["ci"], root));
  writeFileSync(stamp, wanted);
}

async function ensureBuild() {
  const stamp = join(root, "dist", ".built");
  const sources = ["nodes", "lib", "appliance", "bench", "icons", "locales"].flatMap((folder) =>
    filesIn(join(root, folder)),
  );
  const hash = createHash("sha256").update(readFileSync(join(root, "tsconfig.json")));
  for (const file of sources.sort()) hash.update(relative(root, file)).update(readFileSync(file));
  const wanted = hash.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await step("Build", async () => {
    if (existsSync(join(root, "dist"))) removeStaleOutput(sources);
    await run(nodeBinary, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", root], root);
    copyAssets();
  });
  writeFileSync(stamp, wanted);
}

/** Output whose source is gone would still be loaded by Node-RED. */
function removeStaleOutput(sources) {
  const kept = new Set(sources.map((file) => relative(root, file).replace(/\.ts$/, "")));
  for (const file of filesIn(join(root, "dist"))) {
    const name = relative(join(root, "dist"), file).replace(/(\.d\.ts|\.js|\.js\.map)$/, "");
    if (/\.(js|d\.ts|map)$/.test(file) && !kept.has(name)) {
      rmSync(file);
      rmSync(join(root, "dist", ".tsbuildinfo"), { force: true });
    }
  }
}

/** Node-RED looks for a node's dialog, texts and icon beside its compiled code. */
function copyAssets() {
  for (const file of readdirSync(join(root, "nodes")).filter((name) => name.endsWith(".html"))) {
    cpSync(join(root, "nodes", file), join(root, "dist", "nodes", file));
  }
  for (const folder of ["locales", "icons"]) {
    rmSync(join(root, "dist", "nodes", folder), { recursive: true, force: true });
    cpSync(join(root, folder), join(root, "dist", "nodes", folder), { recursive: true });
  }
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
}

/** Shows that something happens: one line a step, its seconds, and a sign of life every ten of them. */
async function step(title, work) {
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  say(`▸ ${title} …`);
  const alive = setInterval(() => say(`  still working, ${seconds()} s`), 10_000);
  try {
    await work();
    say(`  done in ${seconds()} s`);
  } finally {
    clearInterval(alive);
  }
}

/** npm by the npm that called us; install scripts are neither needed nor run. */
function npm(args, cwd) {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const cli = process.env.npm_execpath;
  return cli?.endsWith(".js")
    ? run(process.execPath, [cli, ...args, ...quiet], cwd)
    : run("npm", [...args, ...quiet], cwd);
}

/** Runs to the end; its output is shown only when it fails. */
function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: environment(), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.slice(0, 2).join(" ")} ended with ${code}:\n${output}`));
    });
  });
}

function environment() {
  const env = { ...process.env, PATH: `${dirname(nodeBinary)}:${process.env.PATH ?? ""}` };
  for (const name of Object.keys(env)) if (name.startsWith("npm_")) delete env[name];
  return env;
}

/** Runs the task itself in the right Node. The IPC channel lets it notice when this process is gone. */
function node(...args) {
  return new Promise((resolve) => {
    const child = spawn(nodeBinary, args, {
      cwd: root,
      env: environment(),
      stdio: ["inherit", "inherit", "inherit", "ipc"],
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    child.on("error", (error) => {
      say(String(error));
      resolve(1);
    });
    child.on("exit", (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });
}
