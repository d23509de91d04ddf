// Runs the tests: all of them, or the files and mocha options named on the command line.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const test = dirname(fileURLToPath(import.meta.url));
const root = dirname(test);
const args = process.argv.slice(2);
const all = readdirSync(test, { recursive: true })
  .filter((name) => name.endsWith(".test.ts"))
  .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
  .map((name) => join(test, name));
const files = args.some((arg) => arg.endsWith(".test.ts")) ? [] : all;

/** Quick ones first: a mistake in the arithmetic shows before a browser is started. */
function rank(name) {
  return ["unit", "cases", "nodes", "package", "integration", "browser"].indexOf(name.split(/[\\/]/)[0]);
}

const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
const quiet = ["--disable-warning=ExperimentalWarning", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"];
const result = spawnSync(process.execPath, [...quiet, mocha, ...args, ...files], { cwd: root, stdio: "inherit" });
process.exit(result.status ?? 1);
