import assert from "node:assert/strict";
import { GroupCommit } from "../../dist/lib/io/store/group-commit.js";
import { packRows } from "../../dist/lib/io/store/packed-rows.js";
import type { CommitOutcome, CommitRows } from "../../dist/lib/io/store/protocol.js";

const rows = (count: number): CommitRows => ({
  rows: packRows(Array.from({ length: count }, () => ({ series: "s/m/reading//", at: 0, version: 0, body: "{}" }))),
  states: [],
});
const stored: CommitOutcome = { seqs: [], duplicates: 0 };

/** A disk whose every write is finished by the test. */
class SlowDisk {
  readonly batches: (readonly CommitRows[])[] = [];
  readonly #finish: ((outcomes: readonly CommitOutcome[]) => void)[] = [];

  write = (batch: readonly CommitRows[]): Promise<readonly CommitOutcome[]> => {
    this.batches.push(batch);
    return new Promise((resolve) => this.#finish.push(resolve));
  };

  async finish(outcomes?: readonly CommitOutcome[]): Promise<void> {
    const batch = this.batches[this.batches.length - this.#finish.length] ?? [];
    this.#finish.shift()?.(outcomes ?? batch.map(() => stored));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("group commit", () => {
  it("makes one transaction of what comes within a moment", async () => {
    const batches: number[] = [];
    const group = new GroupCommit(async (batch) => {
      batches.push(batch.length);
      return batch.map(() => stored);
    });
    await Promise.all(Array.from({ length: 50 }, () => group.add(rows(1))));
    assert.deepEqual(batches, [50]);
  });

  it("does not wait for others once there is enough for a sync", () => {
    const disk = new SlowDisk();
    void new GroupCommit(disk.write).add(rows(100));
    assert.equal(disk.batches.length, 1);
  });

  it("does not let what is urgent wait for others, but takes along what waits", async () => {
    const disk = new SlowDisk();
    const group = new GroupCommit(disk.write);
    void group.add(rows(1));
    void group.add(rows(1), true);
    void group.add(rows(1), true);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    assert.deepEqual(
      disk.batches.map((batch) => batch.length),
      [3],
    );
  });

  it("gathers more the longer the disk takes, and never too much for one transaction", async () => {
    const disk = new SlowDisk();
    const group = new GroupCommit(disk.write);
    for (let n = 0; n < 10; n++) void group.add(rows(100));
    await disk.finish();
    assert.deepEqual(
      disk.batches.map((batch) => batch.length),
      [1, 1, 5],
    );
  });

  it("answers each commit with its own outcome", async () => {
    const disk = new SlowDisk();
    const group = new GroupCommit(disk.write);
    const [good, bad] = [group.add(rows(1)), group.add(rows(99))];
    await Promise.all([
      assert.rejects(bad, { code: "STORE_FAILED" }),
      disk.finish([stored, { code: "STORE_FAILED", params: { detail: "full" } }]),
    ]);
    assert.deepEqual(await good, stored);
  });

  it("tells everyone in a batch when the writer is gone, and goes on with the next", async () => {
    let gone = true;
    const group = new GroupCommit(async (batch) => {
      if (gone) throw new Error("gone");
      return batch.map(() => stored);
    });
    const both = [group.add(rows(50)), group.add(rows(50))];
    for (const commit of both) await assert.rejects(commit, /gone/);
    gone = false;
    assert.deepEqual(await group.add(rows(1)), stored);
  });

  it("refuses what would fill the memory behind a disk that stands still", async () => {
    const disk = new SlowDisk();
    const group = new GroupCommit(disk.write);
    for (let n = 0; n < 1010; n++) group.add(rows(100)).catch(() => undefined);
    await assert.rejects(group.add(rows(1)), { code: "STORE_FAILED" });
  });
});
