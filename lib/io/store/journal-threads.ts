import { EnergyError, toEnergyError } from "../../contract/error";
import { backoffMs } from "../../schedule/backoff";
import type { JournalReader } from "./journal-reader";
import type { RetentionLimits } from "./protocol";
import { WorkerLink } from "./worker-link";
import type { WriterService } from "./writer-service";

export type Writer = WorkerLink<WriterService>;
export type Reader = WorkerLink<JournalReader>;

/** How the journal is. `notice`: it works, but its owner should know something. */
export type JournalState =
  | { readonly state: "open"; readonly notice?: EnergyError }
  | { readonly state: "failed"; readonly problem: EnergyError };

const reopening = { firstMs: 1000, longestMs: 30_000 };
/** Waiting does not help against these. */
const lasting: readonly string[] = ["NODE_TOO_OLD", "CONFIG_INVALID"];

/**
 * The two threads of one journal. The writer is started at once and again after every failure, the
 * reader with the first question. What is asked while there is no writer fails with the reason.
 */
export class JournalThreads {
  #writer: Promise<Writer>;
  #reader: Reader | undefined;
  #state: JournalState | undefined;
  #listener: (state: JournalState) => void = () => {};
  #failures = 0;
  /** A journal that failed while it was in use is looked through before it is used again. */
  #check = false;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    private readonly file: string,
    private readonly limits: RetentionLimits,
  ) {
    this.#writer = this.#open();
  }

  /** Tells the state now, if it is known, and every change. */
  onState(listener: (state: JournalState) => void): void {
    this.#listener = listener;
    if (this.#state) listener(this.#state);
  }

  writer(): Promise<Writer> {
    return this.#closed ? Promise.reject(new EnergyError("STORE_CLOSED")) : this.#writer;
  }

  async reader(): Promise<Reader> {
    await this.writer();
    this.#reader ??= new WorkerLink<JournalReader>({ role: "reader", file: this.file }, () => {
      this.#reader = undefined;
    });
    return this.#reader;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    const writer = await this.#writer.catch(() => undefined);
    // The reader first: the last connection to close puts the write-ahead log into the journal.
    await this.#reader?.end();
    await writer?.call("close").catch(() => undefined);
    await writer?.end();
  }

  #open(): Promise<Writer> {
    let usable = false;
    const link = new WorkerLink<WriterService>(
      { role: "writer", file: this.file, limits: this.limits, check: this.#check },
      (error) => {
        if (!usable) return;
        this.#check = true;
        this.#fail(error);
      },
    );
    const opening = link.call("opened").then(
      (aside) => {
        usable = true;
        this.#failures = 0;
        this.#check = false;
        const notice = aside ? new EnergyError("STORE_DAMAGED", { file: this.file, aside }) : undefined;
        this.#show({ state: "open", ...(notice && { notice }) });
        return link;
      },
      async (thrown) => {
        await link.end();
        const error = toEnergyError(thrown);
        this.#fail(error);
        throw error;
      },
    );
    // Who asks gets the rejection; that nobody has asked yet is no reason to end the process.
    opening.catch(() => undefined);
    return opening;
  }

  #fail(problem: EnergyError): void {
    if (this.#closed) return;
    const failed = Promise.reject(problem);
    failed.catch(() => undefined);
    this.#writer = failed;
    // It may hold another file than the one that is opened next.
    void this.#reader?.end();
    this.#show({ state: "failed", problem });
    if (lasting.includes(problem.code)) return;
    this.#failures++;
    this.#retry = setTimeout(
      () => {
        this.#writer = this.#open();
      },
      backoffMs(reopening, this.#failures, Math.random()),
    );
  }

  #show(state: JournalState): void {
    this.#state = state;
    this.#listener(state);
  }
}
