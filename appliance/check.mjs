// Everything a change must pass, in the order in which it fails fastest: types, lint and format,
// dead code, then the tests with coverage (not with --static). Set-up and the build have happened before.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const bin = (name) => join("node_modules", ...name.split("/"));
const checks = [
  ["types of the tests", bin("typescript/bin/tsc"), ["-p", "test/tsconfig.json"]],
  ["lint and format", bin("@biomejs/biome/bin/biome"), ["ci", "--error-on-warnings", "."]],
  ["dead code", bin("knip/bin/knip.js"), ["--no-progress"]],
  ["tests and coverage", bin("c8/bin/c8.js"), [process.execPath, "test/run.mjs"]],
];

const wanted = process.argv.includes("--static") ? checks.slice(0, -1) : checks;
for (const [title, script, args] of wanted) {
  console.log(`\n▸ ${title}`);
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: "inherit" });
  if (status !== 0) {
    console.error(`✗ ${title}`);
    process.exit(status ?? 1);
  }
}
console.log("\n✓ everything passes");
