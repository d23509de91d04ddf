import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "mocha";
import { skip } from "./needs.ts";

export const root = join(import.meta.dirname, "../..");

/** Runs npm quietly and without install scripts; gives its output, throws with it when it fails. */
export function npm(args: readonly string[], cwd: string): string {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stdout, stderr } = spawnSync("npm", [...args, ...quiet], { cwd, encoding: "utf8", timeout: 300_000 });
  if (status !== 0) throw new Error(`npm ${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout;
}

/** A package that only a test needs, installed once into `.cache`; skips the test where npm cannot reach it. */
export function cachedPackage(context: Context, name: string, version: string): string {
  const folder = join(root, ".cache", `${name.replace("/", "+")}@${version}`);
  const found = join(folder, "node_modules", name);
  if (existsSync(join(folder, "complete"))) return found;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  try {
    npm(["install", `${name}@${version}`], folder);
  } catch (error) {
    skip(context, `${name}@${version} cannot be installed: ${(error as Error).message.slice(0, 200)}`);
  }
  writeFileSync(join(folder, "complete"), "");
  return found;
}
