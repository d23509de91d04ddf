import { alertManager } from "../../dist/lib/alert/alert-manager.js";
import type { Message } from "../../dist/lib/contract/messages.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import type { Store } from "../../dist/lib/store/store.js";
import { commandOf, parsedStormConfig, type StormEvent, stormStart } from "./alert-storm.ts";
import { MemoryStore } from "./memory-store.ts";

const quiet = (): void => undefined;

/** An alert-manager over a journal, in simulated time; a crash takes everything that was not committed. */
export class StormGateway {
  readonly store = new MemoryStore();
  now = stormStart;
  /** Of each `<subject>~<rule>`, what is open. */
  readonly #open = new Map<string, string>();
  #runner = this.#start();
  #seen = 0;

  get records(): readonly Message[] {
    return this.store.records.map(({ payload }) => payload);
  }

  async take(event: StormEvent): Promise<void> {
    await this.#later(event.after);
    if (event.what === "condition") {
      const condition = { ...event.condition, at: this.now, since: this.now };
      const { seqs } = await this.store.commit({ records: [condition] });
      await this.#input(condition, seqs[0]);
    } else if ("ms" in event) {
      this.now += event.ms;
      await (event.what === "crash" ? this.restart() : this.#runner.wake(this.now, quiet));
    } else {
      const alert = this.#open.get(event.subject);
      if (alert) await this.#input(commandOf(event, alert, this.now));
    }
  }

  async restart(): Promise<void> {
    this.#runner = this.#start();
    await this.#runner.restore(["condition"], () => this.now, quiet);
  }

  /** Everything is over, and long enough for every alert to be cleared. */
  async end(): Promise<void> {
    const subjects = new Map<string, Message>();
    for (const record of this.records) {
      if (record.kind !== "condition") continue;
      const { active: _was, ...condition } = record;
      subjects.set(JSON.stringify([record.meter, record.machine, record.rule]), { ...condition, active: false });
    }
    await this.#later(1000);
    for (const condition of subjects.values()) await this.#input({ ...condition, at: this.now } as Message);
    for (let n = 0; n < 12; n++) await this.#later(600_000);
  }

  #start() {
    return new StepRunner(alertManager, parsedStormConfig(), "alerts", this.store as unknown as Store);
  }

  async #input(message: Message, seq?: number): Promise<void> {
    await this.#runner.input({ type: "message", message }, this.now, seq);
    this.#see();
  }

  async #later(ms: number): Promise<void> {
    this.now += ms;
    await this.#runner.wake(this.now, quiet);
    this.#see();
  }

  #see(): void {
    const { records } = this.store;
    for (; this.#seen < records.length; this.#seen++) {
      const payload = records[this.#seen]?.payload;
      if (payload?.kind !== "alert") continue;
      const subject = payload.id.slice(0, payload.id.lastIndexOf("~"));
      if (payload.state === "cleared") this.#open.delete(subject);
      else this.#open.set(subject, payload.id);
    }
  }
}
