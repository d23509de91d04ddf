import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { JournalRecord } from "../../dist/lib/store/store.js";
import { JournalFolder, readingAt } from "../support/journal-folder.ts";

const rounds = 8;
const script = join(import.meta.dirname, "../support/commit-until-killed.mjs");

interface Acknowledged {
  readonly from: number;
  readonly count: number;
  readonly seq: number;
}

/** A program that commits, killed without warning; what it was told is stored. */
async function crash(file: string, seed: number, first: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, file, `${seed}`, `${first}`]);
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    errors += text;
  });
  await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
  // Spread by a sequence of its own, so that the rounds hit different moments of a transaction.
  await pause(40 + ((seed * 7919) % 150));
  child.kill("SIGKILL");
  await once(child, "close");
  assert.equal(errors, "");
  // The last line may have been cut off by the kill: nobody has heard of that commit.
  return output
    .slice(0, output.lastIndexOf("\n"))
    .split("\n")
    .map((line) => line.split(" ").map(Number))
    .map(([from = 0, count = 0, seq = 0]) => ({ from, count, seq }));
}

describe("a program that is killed while it commits", function () {
  this.timeout(60_000);
  let folder: JournalFolder;
  before(() => {
    folder = new JournalFolder();
  });
  after(() => folder.remove());

  it("finds everything that was acknowledged, whole commits only, and no number twice", async () => {
    const acknowledged: Acknowledged[] = [];
    for (let round = 1; round <= rounds; round++) {
      acknowledged.push(...(await crash(folder.file, round, round * 1_000_000)));
    }
    const { store } = folder.open();
    const records: JournalRecord[] = [];
    for (;;) {
      const part = await store.tail(records.at(-1)?.seq ?? 0, ["reading"], 5000);
      if (part.length === 0) break;
      records.push(...part);
    }

    const numberOf = new Map(records.map(({ seq, payload }) => [(payload as { at: number }).at, seq]));
    assert.equal(numberOf.size, records.length);
    assert.ok(acknowledged.length > rounds, "hardly anything was committed");
    for (const { from, count, seq } of acknowledged) {
      for (let n = 0; n < count; n++) assert.equal(numberOf.get(readingAt(from + n).at), seq + n);
    }
    // Each commit wrote its first number as a state: whatever is there is there with all its records.
    const begun = new Set((await store.states("n1")).map(({ key }) => readingAt(Number(key)).at));
    for (const { from } of acknowledged) assert.ok(begun.has(readingAt(from).at));
    for (const at of begun) assert.ok(numberOf.has(at));
    assert.equal((await store.gauges()).records, records.length);
  });
});
