import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { promisify } from "node:util";
import { type GpiodVersion, gpiodVersion } from "../../acquire/gpiomon";
import { EnergyError, toEnergyError } from "../../contract/error";

const answerMs = 5_000;

/** The installed version of libgpiod's tools. Rejects with PROGRAM_MISSING, GPIOMON_UNKNOWN or INTERNAL. */
export async function installedGpiod(): Promise<GpiodVersion> {
  try {
    const { stdout } = await promisify(execFile)("gpiomon", ["--version"], { timeout: answerMs, maxBuffer: 10_000 });
    return gpiodVersion(stdout);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw toEnergyError(thrown);
    const params = { feature: "GPIO", program: "gpiomon", package: "gpiod" };
    throw new EnergyError("PROGRAM_MISSING", params, { cause: thrown });
  }
}

/**
 * Runs gpiomon so that it ends when its standard input does, which is also when this process is killed: an
 * orphan would keep the line, and gpiomon itself notices nothing until the next edge.
 */
const script = `
exec 3<&0
gpiomon "$@" 3<&- </dev/null &
monitor=$!
{ cat <&3; kill "$monitor"; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$monitor"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
`;

export type Gpiomon = ChildProcessByStdio<Writable, Readable, Readable>;

export function startGpiomon(args: readonly string[]): Gpiomon {
  // A group of its own, so that all of it can be ended together.
  return spawn("/bin/sh", ["-c", script, "gpiomon", ...args], { stdio: ["pipe", "pipe", "pipe"], detached: true });
}

const graceMs = 2_000;

/** Resolves when it has ended. */
export function stopGpiomon(child: Gpiomon): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => killGroup(child), graceMs);
    child.once("close", () => {
      clearTimeout(force);
      resolve();
    });
    child.stdin.end();
  });
}

function killGroup({ pid }: Gpiomon): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch (error) {
    // It has ended in the meantime.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
