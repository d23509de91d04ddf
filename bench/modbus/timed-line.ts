import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const script = join(__dirname, "..", "..", "..", "test", "support", "timed_line.py");

export interface TimedLineOptions {
  readonly baud: number;
  readonly turnaroundMs: number;
  /** Unit ids that fall silent after `deadAfterMs`. */
  readonly dead?: readonly number[];
  readonly deadAfterMs?: number;
}

export interface TimedLine {
  readonly path: string;
  /** Ends the line; what was seen on it. `leastSilence` in characters. */
  stop(): Promise<{ frames: number; early: number; leastSilence: number }>;
}

/** Meters on a pseudo-terminal that answer as fast as a line at this rate allows, 8 data bits, no parity. Needs python3. */
export async function startTimedLine(options: TimedLineOptions): Promise<TimedLine> {
  const child = spawn("python3", [script], { stdio: ["pipe", "pipe", "inherit"] });
  const failed = once(child, "error").then(([error]) => {
    throw new Error(`python3 cannot be started: ${(error as Error).message}`);
  });
  failed.catch(() => undefined);
  const lines = createInterface({ input: child.stdout });
  const first = once(lines, "line");
  child.stdin.write(`${JSON.stringify({ bits: 10, ...options })}\n`);
  const [path] = await Promise.race([first, failed]);
  return {
    path,
    async stop() {
      const last = once(lines, "line");
      const exit = once(child, "exit");
      child.stdin.end();
      const [line] = await last;
      await exit;
      return JSON.parse(line);
    },
  };
}
