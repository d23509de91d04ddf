import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "mocha";
import { eventually } from "./eventually.ts";
import { needProgram } from "./needs.ts";
import { root } from "./npm.ts";
import { freePort } from "./ports.ts";

interface MqttClient {
  publishAsync(topic: string, payload: string | Buffer, options: object): Promise<unknown>;
  endAsync(): Promise<void>;
}

/** The client library that Node-RED itself uses. */
const nodeRed = createRequire(join(root, "node_modules", "node-red", "package.json"));
const mqtt = createRequire(nodeRed.resolve("@node-red/nodes/package.json"))("mqtt") as {
  connectAsync(url: string, options: object): Promise<MqttClient>;
};

export const brokerUser = { username: "gateway", password: "only-for-the-tests" };

/** Debian's broker on a port and in a folder of its own, for one user. */
export class Mosquitto {
  readonly url: string;
  readonly #program: string;
  readonly #passwordProgram: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "energy-mosquitto-"));
  readonly #port: number;
  #child: ChildProcess | undefined;

  constructor(program: string, passwordProgram: string, port: number) {
    this.#program = program;
    this.#passwordProgram = passwordProgram;
    this.#port = port;
    this.url = `mqtt://127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const config = join(this.#folder, "mosquitto.conf");
    const passwords = join(this.#folder, "passwords");
    writeFileSync(passwords, `${brokerUser.username}:${brokerUser.password}\n`, { mode: 0o600 });
    const make = spawn(this.#passwordProgram, ["-U", passwords], { stdio: "ignore" });
    const [code] = await once(make, "exit");
    if (code !== 0) throw new Error(`mosquitto_passwd ended with ${code}`);
    const lines = [`listener ${this.#port} 127.0.0.1`, "allow_anonymous false", `password_file ${passwords}`];
    if (process.getuid?.() === 0) lines.push("user root");
    writeFileSync(config, `${lines.join("\n")}\n`);
    const child = spawn(this.#program, ["-c", config], { stdio: "ignore" });
    this.#child = child;
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}`);
      // Nobody else on this machine has this user: who lets it in is the one that was started.
      const client = await this.#connect();
      await client.endAsync();
      return true;
    });
  }

  #connect(): Promise<MqttClient> {
    return mqtt.connectAsync(this.url, { ...brokerUser, reconnectPeriod: 0, connectTimeout: 5000 });
  }

  /** Publishes at least once and waits until the broker has it. */
  async publish(topic: string, payload: object | string, retain = false): Promise<void> {
    const client = await this.#connect();
    await client.publishAsync(topic, typeof payload === "string" ? payload : JSON.stringify(payload), {
      qos: 1,
      retain,
    });
    await client.endAsync();
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      await exit;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Skips the test where there is no mosquitto. */
export async function startMosquitto(context: Context): Promise<Mosquitto> {
  const programs = ["mosquitto", "mosquitto_passwd"].map((name) => needProgram(context, name, "mosquitto"));
  const [program = "", passwordProgram = ""] = programs;
  const broker = new Mosquitto(program, passwordProgram, await freePort());
  await broker.start();
  return broker;
}
