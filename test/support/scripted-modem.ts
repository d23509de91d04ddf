import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "mocha";
import { openPty, type Pty, type PtyEnd } from "../../dist/lib/io/pty.js";
import { needProgram } from "./needs.ts";

export interface ModemScript {
  /** Of the SIM card; absent: it asks for none. */
  readonly pin?: string;
  /** What the network answers to the n-th message (from 0); `+CMGS` where nothing is said. */
  readonly answer?: (n: number) => string;
  /** Says nothing to the first so many commands, as a modem that sleeps. */
  readonly asleep?: number;
  /** How often it is asked before it has found the network. */
  readonly searching?: number;
}

/** What ends a command, a message, and an attempt at one. */
const marks: ReadonlySet<string> = new Set(["\r", "\u001a", "\u001b"]);

/** The far end of a serial line that behaves as a GSM modem does: echo, prompts, final answers, and unasked-for lines. */
export class ScriptedModem {
  readonly commands: string[] = [];
  readonly pdus: string[] = [];
  readonly #script: ModemScript;
  readonly #folder: string;
  readonly #pty: Pty;
  readonly #end: PtyEnd;
  #echo = true;
  #unlocked: boolean;
  #held = "";
  #asked: number | undefined;
  #asleep: number;
  #searching: number;

  private constructor(script: ModemScript, folder: string, pty: Pty) {
    this.#script = script;
    this.#folder = folder;
    this.#pty = pty;
    this.#unlocked = script.pin === undefined;
    this.#asleep = script.asleep ?? 0;
    this.#searching = script.searching ?? 0;
    this.#end = pty.openEnd(join(folder, "modem"));
    this.#end.on("data", (chunk) => this.#heard(Buffer.from(chunk).toString("latin1")));
  }

  static async start(context: Context, script: ModemScript = {}): Promise<ScriptedModem> {
    needProgram(context, "socat", "socat");
    const folder = mkdtempSync(join(tmpdir(), "gsm-modem-"));
    return new ScriptedModem(script, folder, await openPty(join(folder, "modem"), join(folder, "gateway")));
  }

  get path(): string {
    return join(this.#folder, "gateway");
  }

  async stop(): Promise<void> {
    this.#end.destroy();
    await this.#pty.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #heard(text: string): void {
    this.#held += text;
    for (;;) {
      const at = [...this.#held].findIndex((letter) => marks.has(letter));
      if (at === -1) return;
      const line = this.#held.slice(0, at);
      const mark = this.#held[at] as string;
      this.#held = this.#held.slice(at + 1);
      if (mark === "\u001b") this.#asked = undefined;
      else if (mark === "\u001a") this.#message(line);
      else if (line !== "") this.#command(line);
    }
  }

  #command(line: string): void {
    this.commands.push(line);
    if (this.#asleep > 0) {
      this.#asleep -= 1;
      return;
    }
    if (this.#echo) this.#say(`${line}\r`);
    if (line === "ATE0") this.#echo = false;
    this.#say(this.#answerTo(line));
  }

  #answerTo(line: string): string {
    const ok = "\r\nOK\r\n";
    if (line === "AT+CPIN?") return `\r\n+CPIN: ${this.#unlocked ? "READY" : "SIM PIN"}\r\n${ok}`;
    const pin = /^AT\+CPIN="(\d+)"$/.exec(line)?.[1];
    if (pin !== undefined) {
      this.#unlocked = pin === this.#script.pin;
      return this.#unlocked ? ok : "\r\n+CME ERROR: 16\r\n";
    }
    if (line === "AT+CREG?") {
      this.#searching -= 1;
      return `\r\n+CREG: 0,${this.#searching >= 0 ? 2 : 1}\r\n\r\nRING\r\n${ok}`;
    }
    if (line.startsWith("AT+CMGS=")) {
      this.#asked = Number(line.slice(8));
      return "\r\n> ";
    }
    return ok;
  }

  #message(hex: string): void {
    if (this.#asked === undefined) return;
    const isWhole = hex.length / 2 - 1 === this.#asked;
    this.#asked = undefined;
    if (!isWhole) {
      this.#say("\r\n+CMS ERROR: 304\r\n");
      return;
    }
    const n = this.pdus.length;
    const answer = this.#script.answer?.(n) ?? `\r\n+CMGS: ${n + 40}\r\n\r\nOK\r\n`;
    this.pdus.push(hex);
    this.#say(answer);
  }

  #say(text: string): void {
    this.#end.write(Buffer.from(text, "latin1"));
  }
}
