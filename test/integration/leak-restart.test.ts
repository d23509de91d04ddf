import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Condition, Reading } from "../../dist/lib/contract/messages.js";
import { openStore, type StoreLease } from "../../dist/lib/io/store/open-store.js";
import { leakDetector } from "../../dist/lib/leak/leak-detector.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";

const hourMs = 3_600_000;
const start = Date.UTC(2026, 0, 5);
const config = leakDetector.parseConfig({ rules: [{ rule: "leak", pricePerUnit: 0.004 }] });
/** What has been journalled before the detector first runs, and all. */
const known = 18 * 24;
const hours = known + 78;

/** A household that rests at night; after that 8 L/h leak for almost three days, and then a pipe bursts for three hours. */
function readingAt(hour: number): Reading {
  let total = 1000;
  for (let past = 0; past < hour; past++) {
    const used = past % 24 >= 6 && past % 24 < 22 ? 12 + (past % 7) : 0;
    const leaked = past >= known && past < hours - 10 ? 8 : 0;
    total += used + leaked + (past >= hours - 6 && past < hours - 3 ? 900 : 0);
  }
  const values = { water_volume: total };
  return { kind: "reading", site: "works", meter: "w", at: start + hour * hourMs, values, quality: "good" };
}

const readings = Array.from({ length: hours }, (_, hour) => readingAt(hour));
const isDown = (hour: number): boolean => hour > known + 20 && hour <= known + 30;

/** A gateway over one journal on disk. */
class Gateway {
  readonly #folder = mkdtempSync(join(tmpdir(), "leak-restart-"));
  #lease: StoreLease = this.#open();
  #runner = this.#start();

  #open(): StoreLease {
    return openStore(join(this.#folder, "journal.db"), { maxAgeDays: 3650, maxBytes: 100_000_000 });
  }

  #start() {
    return new StepRunner(leakDetector, config, "leaks", this.#lease.store);
  }

  /** Its process ends, orderly or not, and another begins. */
  async restart(now: number, checkpoint: boolean): Promise<void> {
    if (checkpoint) await this.#runner.checkpoint();
    await this.#lease.release();
    this.#lease = this.#open();
    this.#runner = this.#start();
    await this.#runner.restore(
      ["reading"],
      () => now,
      () => undefined,
    );
  }

  /** Journals a reading; the detector sees it unless it is down. */
  async take(message: Reading, isSeen: boolean): Promise<void> {
    const { seqs } = await this.#lease.store.commit({ records: [message] });
    if (isSeen) await this.#runner.input({ type: "message", message }, message.at, seqs[0]);
  }

  /** Has journalled a past that the detector takes in when it starts. */
  async learn(past: readonly Reading[]): Promise<void> {
    await this.#lease.store.commit({ records: past });
    await this.restart(start, false);
  }

  async conditions(): Promise<Condition[]> {
    const records = await this.#lease.store.tail(0, ["condition"], 100);
    return records.map(({ payload }) => payload as Condition);
  }

  async remove(): Promise<void> {
    await this.#lease.release();
    rmSync(this.#folder, { recursive: true });
  }
}

/** What is told when the gateway starts anew after these hours. */
async function toldWith(restarts: ReadonlySet<number>, seen: (hour: number) => boolean = () => true) {
  const gateway = new Gateway();
  try {
    await gateway.learn(readings.slice(0, known));
    for (const [hour, message] of readings.entries()) {
      if (hour < known) continue;
      await gateway.take(message, seen(hour));
      if (restarts.has(hour)) await gateway.restart(message.at, hour % 2 === 0);
    }
    return await gateway.conditions();
  } finally {
    await gateway.remove();
  }
}

describe("leaks over restarts, with a journal on disk", function () {
  this.timeout(60_000);
  let calm: Condition[];

  before(async () => {
    calm = await toldWith(new Set());
  });

  it("tells a leak, a burst and their ends", () => {
    assert.deepEqual(
      calm.map(({ rule, active }) => `${rule} ${active}`),
      ["leak true", "leak false", "burst true", "burst false"],
    );
    assert.equal(calm[0]?.evidence.moneyPerDay, 0.768);
  });

  it("tells the same, each once, whenever it is stopped or killed", async () => {
    const often = Array.from({ length: 10 }, (_, index) => known + index * 4);
    const last = Array.from({ length: 13 }, (_, index) => hours - 14 + index);
    assert.deepEqual(await toldWith(new Set([...often, ...last])), calm);
  });

  it("takes in what was journalled while it did not run", async () => {
    const told = await toldWith(new Set([known + 30]), (hour) => !isDown(hour));
    assert.deepEqual(told, calm);
  });
});
