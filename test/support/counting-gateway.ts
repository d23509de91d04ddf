import type { Interval, Message, MeterEvent, Reading } from "../../dist/lib/contract/messages.js";
import { accumulator } from "../../dist/lib/metering/accumulator.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import type { Store } from "../../dist/lib/store/store.js";
import { MemoryStore } from "./memory-store.ts";

/** A gateway whose process can be killed: only what is in the store survives. */
export class CountingGateway {
  readonly store = new MemoryStore();
  #runner: StepRunner<unknown, unknown>;
  now = 0;

  readonly #config: object;

  constructor(config: object) {
    this.#config = config;
    this.#runner = this.#start();
  }

  #start() {
    const config = accumulator.parseConfig({
      timeZone: "UTC",
      steps: ["15m", "1d"],
      ratedPowerKw: 100,
      ...this.#config,
    });
    return new StepRunner(accumulator, config, "n", this.store as unknown as Store) as StepRunner<unknown, unknown>;
  }

  async kill(): Promise<void> {
    this.#runner = this.#start();
    await this.#runner.restore(
      ["reading", "event"],
      () => this.now,
      () => undefined,
    );
  }

  async take(message: Reading | MeterEvent): Promise<void> {
    this.now = Math.max(this.now, message.at);
    const { seqs } = await this.store.commit({ records: [message] });
    await this.#runner.input({ type: "message", message: message as Message }, this.now, seqs[0]);
  }

  /** Marks all stored states as written by another version of the accumulator, and starts anew. */
  async replaceVersion(version: number): Promise<void> {
    await this.checkpoint();
    const states = (await this.store.states("n")).map((entry) => ({
      ...entry,
      version,
      state: { of: "another version" },
    }));
    await this.store.commit({ states });
    await this.kill();
  }

  recount = (): Promise<void> => this.#runner.recount(() => undefined);
  checkpoint = (): Promise<void> => this.#runner.checkpoint();

  /** Newest versions. */
  intervals(minutesLong = 15): Interval[] {
    const newest = new Map<number, Interval>();
    for (const { payload } of this.store.records) {
      if (payload.kind !== "interval" || payload.to - payload.from !== minutesLong * 60_000) continue;
      if ((newest.get(payload.from)?.version ?? 0) < payload.version) newest.set(payload.from, payload);
    }
    return [...newest.values()].sort((a, b) => a.from - b.from);
  }

  corrections(): MeterEvent[] {
    return this.store.records.flatMap(({ payload }) =>
      payload.kind === "event" && payload.event === "correction" ? [payload] : [],
    );
  }
}
