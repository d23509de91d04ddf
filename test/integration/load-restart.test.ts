import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Condition } from "../../dist/lib/contract/messages.js";
import { openStore } from "../../dist/lib/io/store/open-store.js";
import { loadMonitor } from "../../dist/lib/load/load-monitor.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import { LoadWatch, powers } from "../support/load-watch.ts";

const hour = 3_600_000;
const day = 24 * hour;
const monday = Date.UTC(2026, 0, 5);
const config = {
  rules: [
    { rule: "peak-forming", limitKw: 9 },
    { rule: "limit", quantity: "active_power", above: 9.9 },
  ],
};

/** Works from 6 to 14, idles until 16, then is off. */
function kwAt(at: number): number {
  const clock = at % day;
  if (clock < 6 * hour || clock >= 16 * hour) return 0;
  return clock < 14 * hour ? 8 + 2 * Math.sin(at / 1e6) : 1.2;
}

/** What a condition says but for when it was decided: what is read again is decided later. The running window is no condition. */
const factsOf = (conditions: readonly Condition[]): string[] =>
  conditions
    .filter(({ rule }) => rule !== "demand")
    .map(({ rule, active, since, value }) => `${rule} ${active} ${since} ${value}`);

/** A gateway of which only the journal's file survives. */
class Gateway {
  readonly #lease;
  readonly #runner;
  readonly said: string[] = [];
  #now = 0;

  constructor(file: string) {
    this.#lease = openStore(file, { maxAgeDays: 36_500, maxBytes: 1e9 });
    this.#runner = new StepRunner(loadMonitor, loadMonitor.parseConfig(config), "n", this.#lease.store);
  }

  readonly #tell = ({ outputs }: { outputs: readonly { payload: object }[] }) => {
    this.said.push(...factsOf(outputs.map(({ payload }) => payload as Condition)));
  };

  async start(now: number): Promise<void> {
    this.#now = now;
    await this.#runner.restore(["reading", "interval"], () => this.#now, this.#tell);
  }

  async take(message: ReturnType<typeof powers>[number]): Promise<void> {
    this.#now = message.at;
    await this.#runner.wake(message.at, this.#tell);
    const { seqs } = await this.#lease.store.commit({ records: [message] });
    const outcome = await this.#runner.input({ type: "message", message }, message.at, seqs[0]);
    if (outcome) this.#tell(outcome);
  }

  checkpoint = (): Promise<void> => this.#runner.checkpoint();

  /** Without another checkpoint. */
  async stop(): Promise<void> {
    this.#runner.stop();
    await this.#lease.release();
  }
}

describe("the load monitor over restarts, with its journal", () => {
  const folder = mkdtempSync(join(tmpdir(), "load-restart-"));
  after(() => rmSync(folder, { recursive: true }));

  it("tells the same as if it had never stopped: what it learnt and told comes back, what it had not written it reads again", async () => {
    const readings = powers(monday, monday + 3 * day, 1800, kwAt);
    const uninterrupted = new LoadWatch(config).take(...readings);
    const expected = factsOf(uninterrupted);
    const said: string[] = [];
    const file = join(folder, "journal.db");
    // Each part ends some readings after its checkpoint.
    const part = Math.ceil(readings.length / 4);
    for (let from = 0; from < readings.length; from += part) {
      const gateway = new Gateway(file);
      const readingsNow = readings.slice(from, from + part);
      await gateway.start((readings[Math.max(0, from - 1)] as { at: number }).at);
      for (const [index, reading] of readingsNow.entries()) {
        await gateway.take(reading);
        if (index === readingsNow.length - 5) await gateway.checkpoint();
      }
      await gateway.stop();
      said.push(...gateway.said);
    }
    const states = expected.filter((line) => line.startsWith("machine-state"));
    assert.ok(states.length >= 3 && expected.some((line) => line.startsWith("peak-forming true")));
    // What was told between a checkpoint and the stop may come once more.
    assert.deepEqual([...new Set(said)].sort(), [...new Set(expected)].sort());
  });
});
