import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Measuring } from "./children";
import type { Throughput } from "./reader";

const source = join(__dirname, "..", "..", "..", "bench", "modbus", "libmodbus-client.c");
const execute = promisify(execFile);

/** The client in C, compiled now; undefined where there is no compiler or no libmodbus (libmodbus-dev). */
export async function startLibmodbus(port: number, meters: number): Promise<Measuring<Throughput> | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "energy-bench-c-"));
  const program = join(folder, "client");
  const stop = async (): Promise<void> => rmSync(folder, { recursive: true, force: true });
  try {
    await execute("cc", ["-O2", "-o", program, source, "-lmodbus"]);
  } catch (thrown) {
    await stop();
    process.stderr.write(`closed-loop: without libmodbus: ${(thrown as Error).message.split("\n")[0]}\n`);
    return undefined;
  }
  return {
    async measure(ms) {
      const { stdout } = await execute(program, [port, meters, ms].map(String));
      return JSON.parse(stdout) as Throughput;
    },
    stop,
  };
}
