import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Context } from "mocha";
import { needProgram, skip } from "./needs.ts";
import { freePort } from "./ports.ts";

export interface SlaveUnit {
  /** Register words by 0-based address. */
  readonly registers: Readonly<Record<number, number>>;
  /** Refuses every address that was not given. */
  readonly sparse?: boolean;
}

export interface Slave {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a Modbus TCP slave by pymodbus (Debian's python3-pymodbus); skips the test where it is missing. */
export async function startSlave(
  context: Context,
  units: Readonly<Record<number, SlaveUnit>>,
  port?: number,
): Promise<Slave> {
  needProgram(context, "python3", "python3");
  const chosen = port ?? (await freePort());
  const script = join(import.meta.dirname, "modbus_slave.py");
  const child = spawn("/usr/bin/python3", [script], { stdio: ["pipe", "pipe", "pipe"] });
  let trouble = "";
  child.stderr.on("data", (chunk) => {
    trouble = (trouble + chunk).slice(-5000);
  });
  child.stdin.end(JSON.stringify({ port: chosen, units }));
  const ready = await Promise.race([
    once(child.stdout, "data").then(() => true),
    once(child, "exit").then(() => false),
  ]);
  if (!ready) {
    if (trouble.includes("ModuleNotFoundError")) {
      skip(
        context,
        "pymodbus is not installed (apt-get install python3-pymodbus python3-serial python3-serial-asyncio)",
      );
    }
    throw new Error(`the slave ended: ${trouble}`);
  }
  return { port: chosen, stop: () => ended(child) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

/** A register as a profile file writes it. */
export interface FileRegister {
  readonly quantity: string;
  readonly address: number;
  readonly type: string;
  readonly scale?: number;
  readonly unit: string;
  /** Only numbers from -2 to 2 stand in it, and those from -1 to 1 for themselves. */
  readonly fourQuadrant?: boolean;
}

/** The words of one raw value as a meter sends it: by DataView, not by our own encoder. */
export function wordsOf(type: string, raw: number, wordOrder: string): number[] {
  const bytes = new DataView(new ArrayBuffer(8));
  const width = { uint16: 1, int16: 1, uint32: 2, int32: 2, uint64: 4, int64: 4, float32: 2, float64: 4, bcd32: 2 }[
    type
  ];
  if (!width) throw new Error(`no such type ${type}`);
  if (type === "float32") bytes.setFloat32(0, raw);
  else if (type === "float64") bytes.setFloat64(0, raw);
  else if (type === "bcd32") bytes.setUint32(0, Number.parseInt(String(raw), 16));
  else if (width === 4) bytes.setBigInt64(0, BigInt(raw));
  else if (width === 2) bytes.setInt32(0, raw);
  else bytes.setInt16(0, raw);
  const words = Array.from({ length: width }, (_, n) => bytes.getUint16(n * 2));
  return wordOrder === "little" ? words.reverse() : words;
}
