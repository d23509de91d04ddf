import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./npm.ts";
import { freePort } from "./ports.ts";

export const apiKey = "an-api-key-that-only-the-tests-use";
export const adminPassword = "a password of the tests";

export interface ApplianceOptions {
  /** Added to the environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Data folder; a new one that `dispose` removes when absent. */
  readonly home?: string;
  /** `site.json`; the demo plant when absent. */
  readonly site?: object;
  /** Flows of the test in place of the shipped ones. */
  readonly flows?: readonly object[];
  readonly port?: number;
}

/** The real gateway as a child process with its own data folder and ports. */
export class Appliance {
  output = "";
  readonly base: string;
  readonly port: number;
  readonly home: string;
  readonly #child: ChildProcess;
  readonly #ownsHome: boolean;

  private constructor(child: ChildProcess, port: number, home: string, ownsHome: boolean) {
    this.#child = child;
    this.port = port;
    this.home = home;
    this.base = `http://127.0.0.1:${port}`;
    this.#ownsHome = ownsHome;
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (this.output += chunk));
  }

  /** Starts it and waits for its welcome, which it prints when `/health` answers. */
  static async start(options: ApplianceOptions = {}): Promise<Appliance> {
    const appliance = await Appliance.spawn(options);
    try {
      await appliance.until(() => appliance.output.includes("└"), "its welcome");
    } catch (error) {
      await appliance.dispose();
      throw error;
    }
    return appliance;
  }

  /** Starts it without waiting for anything. */
  static async spawn(options: ApplianceOptions = {}): Promise<Appliance> {
    const port = options.port ?? (await freePort());
    const home = options.home ?? mkdtempSync(join(tmpdir(), "energy-home-"));
    if (options.site) writeFileSync(join(home, "site.json"), JSON.stringify(options.site));
    if (options.flows) writeFileSync(join(home, "flows.json"), JSON.stringify(options.flows));
    const env: NodeJS.ProcessEnv = {
      PATH: process.env.PATH,
      HOME: home,
      PORT: String(port),
      ENERGY_HOME: home,
      ENERGY_API_KEY: apiKey,
      ENERGY_ADMIN_PASSWORD: adminPassword,
      ...options.env,
    };
    for (const [name, value] of Object.entries(env)) if (value === undefined) delete env[name];
    const child = spawn(process.execPath, [join(root, "dist/appliance/main.js"), "start"], {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    return new Appliance(child, port, home, options.home === undefined);
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** The address with the one-time token. */
  get loginLink(): string {
    const [link] = /http:\S+\?token=\S+/.exec(this.output) ?? [];
    if (!link) throw new Error(`no link in:\n${this.output}`);
    return link;
  }

  /** A request with the API key. */
  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.base}${path}`, { headers: { authorization: `Bearer ${apiKey}`, ...headers } });
  }

  /** Waits for a condition for up to a minute; throws with the output where the process ends before. */
  async until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (await condition()) return;
      if (this.#child.exitCode !== null) break;
      await sleep(100);
    }
    throw new Error(`waited in vain for ${what}; exit code ${this.#child.exitCode}:\n${this.output}`);
  }

  /** Its exit code when it has ended by itself. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
    return this.#child.exitCode;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Closes the channel to it, as the end of `npm start` does. */
  abandon(): void {
    this.#child.disconnect();
  }

  /** Ends it and waits; the data folder stays. */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill("SIGTERM");
      const ended = await Promise.race([once(this.#child, "exit").then(() => true), sleep(15_000, false)]);
      if (!ended) this.#child.kill("SIGKILL");
    }
    return this.ended();
  }

  async dispose(): Promise<void> {
    await this.stop();
    if (this.#ownsHome) rmSync(this.home, { recursive: true, force: true });
  }
}
