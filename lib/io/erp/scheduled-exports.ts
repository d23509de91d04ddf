import { type DuePeriod, duePeriods, type ExportSchedule, lastDue } from "../../erp/export-schedule";
import type { KeptStates } from "../../erp/ledger";
import { everyAligned } from "../aligned-timer";

interface ScheduledWork {
  /**
   * Exports what is due, oldest first. False where data is missing that may still come; `final` says not to wait for
   * it any longer. Rejects where it has to be tried again.
   */
  run(periods: readonly DuePeriod[], final: boolean): Promise<boolean>;
  failed(error: unknown): void;
  /** Done, or nothing was due. */
  idle(): void;
  /** Data is missing: it is looked at again. */
  incomplete(): void;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const retryMs = 15 * minuteMs;
const stateVersion = 1;

/**
 * Runs an export at its moments by the local clock, also those that passed while the gateway was off. At the very first
 * deployment nothing of before is due.
 */
export class ScheduledExports {
  readonly #states: KeptStates;
  readonly #node: string;
  readonly #schedule: ExportSchedule & { readonly waitDays: number };
  readonly #timeZone: string;
  readonly #work: ScheduledWork;
  #running: Promise<void> = Promise.resolve();
  #busy = false;
  #notBefore = 0;
  #stop: (() => void) | undefined;

  constructor(
    states: KeptStates,
    node: string,
    schedule: ExportSchedule & { readonly waitDays: number },
    timeZone: string,
    work: ScheduledWork,
  ) {
    this.#states = states;
    this.#node = `${node}/schedule`;
    this.#schedule = schedule;
    this.#timeZone = timeZone;
    this.#work = work;
  }

  start(): void {
    this.look(Date.now());
    this.#stop = everyAligned(minuteMs, () => this.look(Date.now()));
  }

  /** Ends the clock and waits for what is under way. */
  async close(): Promise<void> {
    this.#stop?.();
    await this.#running;
  }

  /** Runs what is due at `now`, ms UTC, unless it is being run. */
  look(now: number): void {
    if (this.#busy || now < this.#notBefore) return;
    this.#busy = true;
    this.#running = this.#lookOnce(now)
      .catch((error) => {
        this.#notBefore = now + retryMs;
        this.#work.failed(error);
      })
      .finally(() => {
        this.#busy = false;
      });
  }

  /** What `look` began. */
  get settled(): Promise<void> {
    return this.#running;
  }

  async #lookOnce(now: number): Promise<void> {
    const due = lastDue(this.#schedule, this.#timeZone, now);
    const [entry] = await this.#states.states(this.#node);
    const done = entry?.state as number | undefined;
    if (done === undefined) await this.#remember(due);
    else if (done < due) await this.#runDue(done, due, now);
  }

  async #runDue(done: number, due: number, now: number): Promise<void> {
    const final = now >= due + this.#schedule.waitDays * dayMs;
    const complete = await this.#work.run(duePeriods(this.#schedule, this.#timeZone, done, due), final);
    if (!complete) {
      this.#notBefore = now + retryMs;
      this.#work.incomplete();
      return;
    }
    await this.#remember(due);
    this.#work.idle();
  }

  async #remember(due: number): Promise<void> {
    await this.#states.commit({
      states: [{ node: this.#node, key: "done", version: stateVersion, seq: 0, state: due }],
    });
  }
}
