import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Context } from "mocha";
import { needProgram } from "./needs.ts";

export interface RtuUnit {
  /** Register words by 0-based address, for function codes 3 and 4 alike. */
  readonly registers: Readonly<Record<number, number>>;
  /** Refuses addresses that were not given (exception 2); otherwise they hold 0. */
  readonly sparse?: boolean;
  readonly maxRegisters?: number;
  /** Time this meter takes longer than the line's turnaround, ms. */
  readonly delayMs?: number;
  readonly fault?: "silence" | "exception" | "wrong-unit" | "crc" | "half" | "garbage";
  /** Only every so many-th answer is faulty. */
  readonly every?: number;
  /** Code of the fault `exception`. */
  readonly exception?: number;
}

export interface RtuLineOptions {
  /** `pty` (by socat), or RTU frames in a TCP connection or in UDP datagrams, as transparent gateways carry them. */
  readonly transport?: "pty" | "tcp" | "udp";
  readonly baud?: number;
  readonly parity?: "none" | "even" | "odd";
  readonly stopBits?: 1 | 2;
  readonly turnaroundMs?: number;
  /** Play the line's time; on unless switched off. */
  readonly timing?: boolean;
  readonly pieces?: boolean;
  /** Requests that come too early stay without an answer. */
  readonly ignoreEarly?: boolean;
}

export interface LineStats {
  /** Requests with a correct CRC, to whatever unit id. */
  readonly frames: number;
  /** Of these: how many came before 3.5 characters of silence. */
  readonly early: number;
  /** The shortest silence before a request, in characters; null before there were two. */
  readonly minSilenceChars: number | null;
  readonly byUnit: Readonly<Record<number, number>>;
}

export interface RtuLine {
  /** The master's end of the pty; "" on a network. */
  readonly path: string;
  /** Of 127.0.0.1; 0 for a pty. */
  readonly port: number;
  /** Since the start. */
  stats(): Promise<LineStats>;
  stop(): Promise<void>;
}

/** Starts a serial line with these meters, in a process of its own; skips the test where socat is missing. */
export async function startRtuLine(
  context: Context,
  units: Readonly<Record<number, RtuUnit>>,
  options: RtuLineOptions = {},
): Promise<RtuLine> {
  const { transport = "pty", baud = 9600, parity = "none", stopBits = 1, ...rest } = options;
  if (transport === "pty") needProgram(context, "socat", "socat");
  const folder = await mkdtemp(join(tmpdir(), "rtu-line-"));
  const child = spawn(process.execPath, [join(import.meta.dirname, "rtu-slave.mjs")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const ask = async <T>(question: string): Promise<T> => {
    const answer = once(lines, "line");
    child.stdin.write(`${question}\n`);
    const [line] = await Promise.race([
      answer,
      once(child, "exit").then(([code]) => {
        throw new Error(`the serial line ended with ${code}`);
      }),
    ]);
    return JSON.parse(line) as T;
  };
  const { path = "", port = 0 } = await ask<{ path?: string; port?: number }>(
    JSON.stringify({
      units,
      transport,
      line: { baud, parity, stopBits },
      options: { timing: true, ...rest },
      ...(transport === "pty" && { paths: [join(folder, "master"), join(folder, "slave")] }),
    }),
  );
  return {
    path,
    port,
    stats: () => ask<LineStats>("stats"),
    async stop() {
      if (child.exitCode === null) {
        const exit = once(child, "exit");
        child.stdin.end();
        await exit;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
