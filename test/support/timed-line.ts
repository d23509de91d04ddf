import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Context } from "mocha";
import { needProgram } from "./needs.ts";

export interface TimedLine {
  readonly path: string;
  /** Ends the line; what was seen on it. `leastSilence` in characters. */
  stop(): Promise<{ frames: number; early: number; leastSilence: number }>;
}

/** A meter that answers on a pseudo-terminal as fast as a line at this rate allows, 8 data bits, no parity. */
export async function startTimedLine(context: Context, baud: number, turnaroundMs: number): Promise<TimedLine> {
  needProgram(context, "python3", "python3");
  const child = spawn("/usr/bin/python3", [join(import.meta.dirname, "timed_line.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const first = once(lines, "line");
  child.stdin.write(`${JSON.stringify({ baud, bits: 10, turnaroundMs })}\n`);
  const [path] = await first;
  return {
    path,
    async stop() {
      const last = once(lines, "line");
      child.stdin.end();
      const [line] = await last;
      await once(child, "exit");
      return JSON.parse(line);
    },
  };
}
