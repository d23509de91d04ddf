import assert from "node:assert/strict";
import { periodName } from "../../dist/lib/erp/export-period.js";
import type { DuePeriod } from "../../dist/lib/erp/export-schedule.js";
import { ScheduledExports } from "../../dist/lib/io/erp/scheduled-exports.js";
import { MemoryStore } from "../support/memory-store.ts";

const zone = "Europe/Vienna";
const at = (text: string): number => Date.parse(`${text}+01:00`);
const schedule = { every: "month", day: 2, at: "06:00", recheck: 1, waitDays: 3 } as const;

/** A node with this schedule: what it was told to export, and what it answers. */
class Scheduled {
  readonly runs: string[] = [];
  answer: (final: boolean) => boolean = () => true;
  readonly failures: unknown[] = [];
  readonly #exports: ScheduledExports;

  constructor(store: MemoryStore) {
    this.#exports = new ScheduledExports(store, "n1", schedule, zone, {
      run: async (periods: readonly DuePeriod[], final: boolean) => {
        const named = periods.map((period) => `${periodName(period, zone)}${period.again ? " again" : ""}`);
        this.runs.push(`${named.join(", ")}${final ? " final" : ""}`);
        return this.answer(final);
      },
      failed: (error) => this.failures.push(error),
      idle: () => undefined,
      incomplete: () => undefined,
    });
  }

  async look(time: string): Promise<void> {
    this.#exports.look(at(time));
    await this.#exports.settled;
  }
}

describe("an export on a schedule", () => {
  it("does nothing about the past when it is deployed, then runs once at each of its moments", async () => {
    const node = new Scheduled(new MemoryStore());
    for (const time of [
      "2026-11-15T12:00",
      "2026-12-02T05:59",
      "2026-12-02T06:00",
      "2026-12-02T06:01",
      "2026-12-20T00:00",
    ]) {
      await node.look(time);
    }
    assert.deepEqual(node.runs, ["2026-10 again, 2026-11"]);
  });

  it("makes up after a restart for what was due meanwhile", async () => {
    const store = new MemoryStore();
    await new Scheduled(store).look("2026-11-15T12:00");
    const later = new Scheduled(store);
    await later.look("2027-02-03T12:00");
    assert.deepEqual(later.runs, ["2026-10 again, 2026-11, 2026-12, 2027-01"]);
  });

  it("asks again for missing data every quarter of an hour, then goes on without it", async () => {
    const node = new Scheduled(new MemoryStore());
    node.answer = (final) => final;
    for (const time of [
      "2026-11-15T12:00",
      "2026-12-02T06:00",
      "2026-12-02T06:05",
      "2026-12-02T06:15",
      "2026-12-05T06:00",
      "2026-12-05T06:15",
    ]) {
      await node.look(time);
    }
    assert.deepEqual(node.runs, ["2026-10 again, 2026-11", "2026-10 again, 2026-11", "2026-10 again, 2026-11 final"]);
  });

  it("tries again after a failure, and forgets nothing when what it did cannot be written down", async () => {
    const store = new MemoryStore();
    const node = new Scheduled(store);
    await node.look("2026-11-15T12:00");
    store.failNext = new Error("disk full");
    await node.look("2026-12-02T06:00");
    assert.deepEqual(node.failures.map(String), ["Error: disk full"]);
    await node.look("2026-12-02T06:15");
    await node.look("2026-12-02T06:30");
    assert.equal(node.runs.length, 2);
  });
});
