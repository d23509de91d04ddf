import type { Wire } from "../modbus/serial-stream";

/** A modem's answer: the lines before its last, which is `OK` or an error. */
export interface AtAnswer {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

const ending = /(?:^|\r\n|\r|\n)(OK|ERROR|\+CM[ES] ERROR: [^\r\n]*)\r?\n/;
const prompt = /(?:^|[\r\n])> ?$/;
const mostHeld = 20_000;

/** Commands and answers over a serial line (3GPP TS 27.007). One command at a time. */
export class AtDialogue {
  readonly #wire: Wire;
  #held = "";
  #look: (() => void) | undefined;

  constructor(wire: Wire) {
    this.#wire = wire;
    wire.stream.on("data", (chunk: Buffer) => {
      this.#held = (this.#held + chunk.toString("latin1")).slice(-mostHeld);
      this.#look?.();
    });
    for (const event of ["close", "error"]) wire.stream.on(event, () => this.#look?.());
  }

  /** Sends a command; rejects when nothing final comes within `ms`, or the line is lost. */
  async command(text: string, ms: number, end: AbortSignal): Promise<AtAnswer> {
    this.#held = "";
    this.#wire.send(Buffer.from(`${text}\r`, "latin1"));
    return this.#answer(ms, end);
  }

  /** Sends a command that asks for data, and the data when the modem wants it. */
  async data(text: string, data: string, promptMs: number, ms: number, end: AbortSignal): Promise<AtAnswer> {
    this.#held = "";
    this.#wire.send(Buffer.from(`${text}\r`, "latin1"));
    const asked = await this.#until((held) => prompt.test(held) || ending.test(held), promptMs, end);
    if (!prompt.test(asked)) return answerIn(asked);
    this.#held = "";
    this.#wire.send(Buffer.from(`${data}\u001a`, "latin1"));
    return this.#answer(ms, end);
  }

  /** Leaves a prompt that a message before may have left behind. */
  cancel(): void {
    this.#wire.send(Buffer.from("\u001b\r", "latin1"));
  }

  close(): void {
    this.#wire.close();
  }

  async #answer(ms: number, end: AbortSignal): Promise<AtAnswer> {
    return answerIn(await this.#until((held) => ending.test(held), ms, end));
  }

  /** What has come once it is enough. */
  #until(enough: (held: string) => boolean, ms: number, end: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
      const stop = (settle: () => void): void => {
        clearTimeout(timer);
        this.#look = undefined;
        end.removeEventListener("abort", aborted);
        settle();
      };
      const aborted = (): void => stop(() => reject(new Error("stopped")));
      const timer = setTimeout(() => stop(() => reject(new Error(`no answer within ${ms / 1000} s`))), ms);
      if (end.aborted) return aborted();
      end.addEventListener("abort", aborted);
      this.#look = () => {
        if (enough(this.#held)) stop(() => resolve(this.#held));
        else if (!this.#wire.isOpen()) stop(() => reject(new Error("the line was lost")));
      };
      this.#look();
    });
  }
}

function answerIn(held: string): AtAnswer {
  const [whole = "", last = ""] = ending.exec(held) ?? [];
  const before = held.slice(0, held.indexOf(whole));
  const lines = before.split(/[\r\n]+/).filter((line) => line !== "");
  return { ok: last === "OK", lines: last === "OK" ? lines : [...lines, last] };
}
