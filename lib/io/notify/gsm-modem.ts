import { setTimeout as sleep } from "node:timers/promises";
import { EnergyError } from "../../contract/error";
import { smsPdus } from "../../notify/sms-pdu";
import { openSerial } from "../modbus/serial-stream";
import { type AtAnswer, AtDialogue } from "./at-dialogue";

export interface ModemSettings {
  /** Device file, e.g. `/dev/ttyUSB2`. */
  readonly path: string;
  readonly baud: number;
  /** Of the SIM card, where it asks for one. */
  readonly pin?: string;
}

/** The number or the text will never be taken (3GPP TS 27.005, 3.2.5; TS 24.011, E.2). */
const neverTaken = new Set([1, 28, 304]);
const usualMs = 3_000;
const promptMs = 5_000;
/** How long a network may take to take a message over. */
const sendMs = 60_000;
const registerMs = 20_000;
const registered = new Set(["1", "5"]);

/**
 * Sends text messages by a GSM modem on a serial line with AT commands (3GPP TS 27.005), in PDU mode. The line is open
 * only while a message is sent.
 */
export class GsmModem {
  readonly #settings: ModemSettings;
  /** A card is blocked after three wrong PINs: a refused one is not tried again. */
  #pinRefused = false;

  constructor(settings: ModemSettings) {
    this.#settings = settings;
  }

  /**
   * Resolves with the network's references of the parts. Rejects with MODEM_FAILED, `final` in its params where the
   * message will never be taken, or DEPENDENCY_MISSING. `reference`: 0 to 255, tells long messages apart.
   */
  async send(to: string, text: string, reference: number, end: AbortSignal): Promise<string> {
    const dialogue = new AtDialogue(await this.#open());
    try {
      await this.#prepare(dialogue, end);
      const references: string[] = [];
      for (const { hex, length } of smsPdus(to, text, reference)) {
        const answer = await dialogue.data(`AT+CMGS=${length}`, hex, promptMs, sendMs, end);
        if (!answer.ok) throw this.#failed(`the network says ${answer.lines.at(-1)}`, isFinal(answer));
        references.push(said(answer, "+CMGS") ?? "?");
      }
      return `taken by the network under ${references.join(", ")}`;
    } catch (thrown) {
      throw thrown instanceof EnergyError ? thrown : this.#failed((thrown as Error).message);
    } finally {
      dialogue.close();
    }
  }

  async #open() {
    const { path, baud } = this.#settings;
    const line = { baud, parity: "none", stopBits: 1 } as const;
    try {
      return await openSerial({ transport: "rtu", path, line, timeoutMs: usualMs, pauseMs: 0 }, usualMs);
    } catch (thrown) {
      if (thrown instanceof EnergyError && thrown.code === "BUS_UNREACHABLE") {
        throw this.#failed(String(thrown.params.detail));
      }
      throw thrown;
    }
  }

  async #prepare(dialogue: AtDialogue, end: AbortSignal): Promise<void> {
    const ask = (text: string): Promise<AtAnswer> => dialogue.command(text, usualMs, end);
    dialogue.cancel();
    await this.#awake(dialogue, end);
    await ask("ATE0");
    await ask("AT+CMEE=1");
    await this.#unlock(ask);
    await this.#register(ask, end);
    const pduMode = await ask("AT+CMGF=0");
    if (!pduMode.ok) throw this.#failed("it has no PDU mode");
  }

  /** A modem that slept, or guesses the speed of the line, needs a few tries. */
  async #awake(dialogue: AtDialogue, end: AbortSignal): Promise<void> {
    for (let tries = 3; ; tries--) {
      try {
        if ((await dialogue.command("AT", 1_000, end)).ok) return;
      } catch (thrown) {
        if (tries === 1 || end.aborted) throw thrown;
      }
      if (tries === 1) throw this.#failed("it refuses to be spoken to");
    }
  }

  async #unlock(ask: (text: string) => Promise<AtAnswer>): Promise<void> {
    const answer = await ask("AT+CPIN?");
    const state = said(answer, "+CPIN");
    if (state === "READY") return;
    if (state !== "SIM PIN") throw this.#failed(`its SIM card says ${state ?? answer.lines.at(-1)}`);
    const { pin } = this.#settings;
    if (!pin) throw this.#failed("its SIM card wants a PIN");
    if (this.#pinRefused) throw this.#failed("its SIM card has refused the PIN, which is not tried again");
    if ((await ask(`AT+CPIN="${pin}"`)).ok) return;
    this.#pinRefused = true;
    throw this.#failed("its SIM card refuses the PIN");
  }

  async #register(ask: (text: string) => Promise<AtAnswer>, end: AbortSignal): Promise<void> {
    const until = performance.now() + registerMs;
    for (;;) {
      const state = said(await ask("AT+CREG?"), "+CREG")
        ?.split(",")[1]
        ?.trim();
      if (state !== undefined && registered.has(state)) return;
      if (state === "3") throw this.#failed("the network refuses its SIM card");
      if (performance.now() > until) throw this.#failed("it finds no network");
      await sleep(1_000, undefined, { signal: end });
    }
  }

  #failed(detail: string, final = false): EnergyError {
    return new EnergyError("MODEM_FAILED", { path: this.#settings.path, detail, ...(final && { final: "yes" }) });
  }
}

const said = ({ lines }: AtAnswer, name: string): string | undefined =>
  lines
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1)
    .trim();

function isFinal({ lines }: AtAnswer): boolean {
  const code = /\+CMS ERROR: (\d+)/.exec(lines.at(-1) ?? "")?.[1];
  return code !== undefined && neverTaken.has(Number(code));
}
