import assert from "node:assert/strict";
import { EnergyError } from "../../dist/lib/contract/error.js";
import type { Interval, Reading } from "../../dist/lib/contract/messages.js";
import { accumulator } from "../../dist/lib/metering/accumulator.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import type { Store } from "../../dist/lib/store/store.js";
import { MemoryStore } from "../support/memory-store.ts";

const start = Date.UTC(2026, 0, 5, 9, 0);
const config = accumulator.parseConfig({ timeZone: "UTC", steps: ["15m"] });

/** Power in kW every minute: unlike a register, it loses energy if a reading is lost. */
const readingAt = (minute: number): Reading => ({
  kind: "reading",
  site: "works",
  meter: "m1",
  at: start + minute * 60_000,
  values: { active_power: 60 },
  quality: "good",
});

class Plant {
  readonly store = new MemoryStore();
  runner = this.#start();

  #start() {
    return new StepRunner(accumulator, config, "accumulator", this.store as unknown as Store);
  }

  /** What a restart after `kill -9` does: everything that was not committed is gone. */
  async crash(): Promise<void> {
    this.runner = this.#start();
    await this.runner.restore(
      ["reading"],
      () => start,
      () => undefined,
    );
  }

  async read(minute: number): Promise<void> {
    const { seqs } = await this.store.commit({ records: [readingAt(minute)] });
    await this.runner.input({ type: "message", message: readingAt(minute) }, 0, seqs[0]);
  }

  intervals(): Interval[] {
    return this.store.records.map(({ payload }) => payload).filter((payload) => payload.kind === "interval");
  }
}

describe("a stateful node over the journal", () => {
  it("counts the same whether it crashes at any minute or never", async () => {
    const calm = new Plant();
    for (let minute = 0; minute <= 60; minute++) await calm.read(minute);
    assert.deepEqual(
      calm.intervals().map(({ amount }) => amount),
      [15, 15, 15, 15],
    );

    for (let crashAt = 0; crashAt <= 60; crashAt++) {
      const plant = new Plant();
      for (let minute = 0; minute <= 60; minute++) {
        await plant.read(minute);
        if (minute === crashAt) await plant.crash();
      }
      assert.deepEqual(plant.intervals(), calm.intervals(), `crash at minute ${crashAt}`);
    }
  });

  it("takes in what was journalled while it was down, once", async () => {
    const plant = new Plant();
    for (let minute = 0; minute <= 20; minute++) await plant.read(minute);
    for (let minute = 21; minute <= 50; minute++) await plant.store.commit({ records: [readingAt(minute)] });
    await plant.crash();
    await plant.crash();
    assert.deepEqual(
      plant.intervals().map(({ amount }) => amount),
      [15, 15, 15],
    );
  });

  it("loses nothing that another meter's message has overtaken on its wire when the program ends just then", async () => {
    const plant = new Plant();
    for (let minute = 0; minute <= 14; minute++) await plant.read(minute);
    await plant.runner.checkpoint();
    await plant.store.commit({ records: [readingAt(15)] });
    const other = { ...readingAt(15), meter: "m2" };
    const { seqs } = await plant.store.commit({ records: [other] });
    await plant.runner.input({ type: "message", message: other }, 0, seqs[0]);
    await plant.runner.checkpoint();
    await plant.crash();
    assert.deepEqual(
      plant.intervals().map(({ amount }) => amount),
      [15],
    );
  });

  it("does not count a message twice that the journal has already given it", async () => {
    const plant = new Plant();
    for (let minute = 0; minute <= 14; minute++) await plant.read(minute);
    await plant.crash();
    assert.equal(await plant.runner.input({ type: "message", message: readingAt(14) }, 0, 15), undefined);
  });

  it("recovers from a journal that could not be written", async () => {
    const plant = new Plant();
    for (let minute = 0; minute < 15; minute++) await plant.read(minute);
    const { seqs } = await plant.store.commit({ records: [readingAt(15)] });
    plant.store.failNext = new EnergyError("STORE_FAILED", { detail: "disk full" });
    await assert.rejects(plant.runner.input({ type: "message", message: readingAt(15) }, 0, seqs[0]), {
      code: "STORE_FAILED",
    });
    assert.equal(plant.intervals().length, 0);
    await plant.runner.restore(
      ["reading"],
      () => start,
      () => undefined,
    );
    assert.deepEqual(
      plant.intervals().map(({ amount }) => amount),
      [15],
    );
  });

  it("is restored although one record of the journal cannot be stepped, and says which", async () => {
    const plant = new Plant();
    for (let minute = 0; minute <= 15; minute++) await plant.store.commit({ records: [readingAt(minute)] });
    const fragile = {
      ...accumulator,
      step(...[own, state, input, now]: Parameters<typeof accumulator.step>) {
        if (now === start + 7 * 60_000) throw new EnergyError("MESSAGE_INVALID", { place: "at", detail: "minute 7" });
        return accumulator.step(own, state, input, now);
      },
    };
    const runner = new StepRunner(fragile, config, "fragile", plant.store as unknown as Store);
    const errors: EnergyError[] = [];
    await runner.restore(
      ["reading"],
      () => start + 3_600_000,
      (outcome) => errors.push(...outcome.errors),
    );
    assert.deepEqual(
      errors.map(({ params }) => params.detail),
      ["minute 7"],
    );
    assert.deepEqual(
      plant.intervals().map(({ amount }) => amount),
      [15],
    );
  });

  it("makes a key again from the journal when one of its commits failed and a later one did not", async () => {
    const plant = new Plant();
    for (let minute = 0; minute < 15; minute++) await plant.read(minute);
    const later = [15, 20, 25, 30].map((minute) => readingAt(minute));
    const { seqs } = await plant.store.commit({ records: later });
    plant.store.failNext = new EnergyError("STORE_FAILED", { detail: "disk full" });
    const results = await Promise.allSettled(
      later.map((message, n) => plant.runner.input({ type: "message", message }, 0, seqs[n])),
    );
    assert.deepEqual(
      results.map(({ status }) => status),
      ["rejected", "fulfilled", "fulfilled", "fulfilled"],
    );
    await plant.runner.restore(
      ["reading"],
      () => start,
      () => undefined,
    );
    const amounts = plant
      .intervals()
      .sort((a, b) => a.from - b.from)
      .map(({ amount }) => amount);
    assert.deepEqual(amounts, [15, 15]);
  });

  it("writes nothing for a reading that produces nothing, until the checkpoint", async () => {
    const plant = new Plant();
    await plant.read(0);
    await plant.read(1);
    const before = plant.store.commits;
    await plant.runner.checkpoint();
    await plant.runner.checkpoint();
    assert.equal(before, 2);
    assert.equal(plant.store.commits, 3);
  });

  it("drops a state of a version it does not know and reads the journal anew", async () => {
    const plant = new Plant();
    for (let minute = 0; minute <= 20; minute++) await plant.read(minute);
    const [entry] = (await plant.store.states("accumulator")).filter(({ key }) => key !== "");
    assert.ok(entry);
    await plant.runner.checkpoint();
    await plant.store.commit({ states: [{ ...entry, version: 99 }] });
    await plant.crash();
    for (let minute = 21; minute <= 30; minute++) await plant.read(minute);
    assert.deepEqual(
      plant.intervals().map(({ amount }) => amount),
      [15, 15],
    );
  });

  it("is restored once, however many inputs ask for it at the same time", async () => {
    const plant = new Plant();
    for (let minute = 0; minute <= 14; minute++) await plant.store.commit({ records: [readingAt(minute)] });
    const restore = () =>
      plant.runner.restore(
        ["reading"],
        () => start,
        () => undefined,
      );
    await Promise.all([restore(), restore(), restore()]);
    await plant.read(15);
    assert.deepEqual(
      plant.intervals().map(({ amount }) => amount),
      [15],
    );
    assert.equal(plant.store.tails, 2, "one run reads the journal: what there is, and that there is no more");
  });

  it("writes the states of a checkpoint that failed with the next one", async () => {
    const plant = new Plant();
    await plant.read(0);
    plant.store.failNext = new EnergyError("STORE_FAILED", { detail: "disk full" });
    await assert.rejects(plant.runner.checkpoint(), { code: "STORE_FAILED" });
    await plant.runner.checkpoint();
    const states = await plant.store.states("accumulator");
    assert.deepEqual(states.map(({ key }) => key).sort(), ["", "works/m1"]);
  });
});
