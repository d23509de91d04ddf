import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "mocha";
import { eventually } from "./eventually.ts";
import { needProgram } from "./needs.ts";
import { freePort } from "./ports.ts";

/** A row of a query's answer; `time` in milliseconds. */
export type InfluxRow = Readonly<Record<string, unknown>>;

interface QueryAnswer {
  readonly results: readonly {
    readonly error?: string;
    readonly series?: readonly {
      readonly columns: readonly string[];
      readonly values: readonly (readonly unknown[])[];
    }[];
  }[];
}

/** Debian's InfluxDB 1.6 on ports and in a folder of its own, which survive being killed and started again. */
export class Influx {
  readonly url: string;
  readonly #program: string;
  readonly #folder: string;
  readonly #config: string;
  #child: ChildProcess | undefined;

  constructor(program: string, port: number, rpcPort: number) {
    this.#program = program;
    this.url = `http://127.0.0.1:${port}`;
    this.#folder = mkdtempSync(join(tmpdir(), "energy-influx-"));
    this.#config = join(this.#folder, "influxdb.conf");
    const sections = [
      "reporting-disabled = true",
      `bind-address = "127.0.0.1:${rpcPort}"`,
      `[meta]\n  dir = "${this.#folder}/meta"`,
      `[data]\n  dir = "${this.#folder}/data"\n  wal-dir = "${this.#folder}/wal"`,
      `[http]\n  bind-address = "127.0.0.1:${port}"\n  log-enabled = false`,
      "[monitor]\n  store-enabled = false",
    ];
    writeFileSync(this.#config, `${sections.join("\n\n")}\n`);
  }

  async start(): Promise<void> {
    const child = spawn(this.#program, ["-config", this.#config], { stdio: "ignore" });
    this.#child = child;
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`influxd ended with ${child.exitCode}`);
      const { ok, headers } = await fetch(`${this.url}/ping`);
      return ok && headers.get("x-influxdb-version") ? true : undefined;
    });
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async query(database: string, query: string): Promise<InfluxRow[]> {
    const parameters = new URLSearchParams({ db: database, epoch: "ms", q: query });
    const response = await fetch(`${this.url}/query?${parameters}`, { method: "POST" });
    const { results } = (await response.json()) as QueryAnswer;
    for (const { error } of results) if (error) throw new Error(error);
    return results.flatMap(({ series = [] }) =>
      series.flatMap(({ columns, values }) =>
        values.map((row) => Object.fromEntries(columns.map((name, n) => [name, row[n]]))),
      ),
    );
  }
}

/** Skips the test where there is no influxd. */
export async function startInflux(context: Context): Promise<Influx> {
  const program = needProgram(context, "influxd", "influxdb");
  const influx = new Influx(program, await freePort(), await freePort());
  await influx.start();
  return influx;
}
