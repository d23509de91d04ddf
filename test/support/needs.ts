import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Context, Test } from "mocha";

const reasons: WeakMap<Test, string> = new WeakMap();
(globalThis as unknown as { skipReasons: WeakMap<Test, string> }).skipReasons = reasons;

/** Where Debian and others put servers; not all of it is in every user's PATH. */
const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/usr/bin"];

/** The full path of a program, or undefined. */
export function programPath(name: string): string | undefined {
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** Skips the running test with a reason; under CI nothing may be skipped, so there it fails. */
export function skip(context: Context, reason: string): never {
  if (process.env.CI === "true") throw new Error(`${reason} (nothing is skipped under CI)`);
  const runnable = context.test as Test | undefined;
  const suite = runnable?.parent;
  if (runnable) reasons.set(runnable, reason);
  // Called from a hook, every test of its suite is skipped for this reason.
  for (const test of suite?.tests ?? []) reasons.set(test, reason);
  return context.skip() as never;
}

/** The program's path; skips the test where it is missing, naming Debian's package. */
export function needProgram(context: Context, name: string, debianPackage: string): string {
  const path = programPath(name);
  return path ?? skip(context, `${name} is not installed (apt-get install ${debianPackage})`);
}
