import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

export type ScenarioStep =
  | { readonly burst: number; readonly seconds: number }
  | { readonly edges: readonly (readonly ["rising" | "falling", ms: number])[] }
  | { readonly print: string }
  | { readonly wait: number }
  | { readonly fail: string };

/** A `gpiomon` at the head of the PATH that does what a scenario says. */
export class GpiomonStandIn {
  readonly #folder = mkdtempSync(join(tmpdir(), "energy-gpiomon-"));
  readonly #log = join(this.#folder, "pulses.log");
  readonly #path = process.env.PATH ?? "";

  constructor(version: 1 | 2, steps: readonly ScenarioStep[]) {
    const program = join(this.#folder, "gpiomon");
    const script = join(import.meta.dirname, "gpiomon-stand-in.mjs");
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
    chmodSync(program, 0o755);
    process.env.PATH = `${this.#folder}${delimiter}${this.#path}`;
    process.env.GPIOMON_LOG = this.#log;
    this.play(version, steps);
  }

  /** From its next start on. */
  play(version: 1 | 2, steps: readonly ScenarioStep[]): void {
    process.env.GPIOMON_SCENARIO = JSON.stringify({ version, steps });
  }

  /** Pulses on the line until `ns` of the monotonic clock, by the line's own account. */
  pulsesUntil(ns: bigint): number {
    return this.#entries().reduce((pulses, [at, counted]) => (at <= ns ? counted : pulses), 0);
  }

  /** Pulses on the line until now. */
  pulses(): number {
    return this.#entries().at(-1)?.[1] ?? 0;
  }

  forget(): void {
    rmSync(this.#log, { force: true });
  }

  remove(): void {
    process.env.PATH = this.#path;
    delete process.env.GPIOMON_LOG;
    delete process.env.GPIOMON_SCENARIO;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #entries(): [bigint, number][] {
    if (!existsSync(this.#log)) return [];
    const lines = readFileSync(this.#log, "utf8").trim().split("\n");
    return lines.map((line) => line.split(" ")).map(([at = "0", pulses = "0"]) => [BigInt(at), Number(pulses)]);
  }
}
