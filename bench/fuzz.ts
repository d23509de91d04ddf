import { randomInt } from "node:crypto";
import { type FuzzResult, fuzz } from "./modbus/fuzz-connection";
import type { Options } from "./run";

/**
 * A million (`--responses`) damaged, cut-off and senseless responses, half of them Modbus TCP and half RTU, through the
 * connections that readings come from. `--seed` repeats a run.
 */
export async function run({ responses = 1_000_000, seed = randomInt(2 ** 31) }: Options): Promise<object> {
  const unhandled: string[] = [];
  const note = (thrown: unknown): void => {
    unhandled.push(String(thrown));
  };
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  const begun = performance.now();
  const results: Record<string, FuzzResult> = {};
  for (const transport of ["tcp", "rtu"] as const) results[transport] = await fuzz(transport, responses / 2, seed);
  process.off("unhandledRejection", note);
  process.off("uncaughtException", note);
  return { seed, responses, seconds: Math.round((performance.now() - begun) / 1000), unhandled, ...results };
}
