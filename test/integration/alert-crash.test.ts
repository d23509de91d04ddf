import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Message } from "../../dist/lib/contract/messages.js";
import { brokenRules } from "../support/alert-storm.ts";
import { JournalFolder } from "../support/journal-folder.ts";

const script = join(import.meta.dirname, "../support/alerts-until-killed.mjs");
const seed = 11;
const conditions = 10_000;
const kills = 12;

/** Runs the program; it is killed after a while, unless it may come to its end. Gives whether it has. */
async function run(file: string, killAfterMs: number | undefined): Promise<boolean> {
  const child = spawn(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    script,
    file,
    `${seed}`,
    `${conditions}`,
  ]);
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    errors += text;
  });
  const closed = once(child, "close");
  if (killAfterMs !== undefined) {
    await Promise.race([once(child.stdout, "data"), closed]);
    await pause(killAfterMs);
    child.kill("SIGKILL");
  }
  await closed;
  assert.equal(errors, "");
  return output.endsWith("done\n");
}

describe("an alert-manager that is killed in a storm", function () {
  this.timeout(180_000);
  let folder: JournalFolder;
  before(() => {
    folder = new JournalFolder();
  });
  after(() => folder.remove());

  it("raises, tells and clears each alert once all the same, and loses no condition", async () => {
    for (let kill = 0; kill < kills; kill++) {
      assert.equal(await run(folder.file, 20 + ((kill * 7919) % 180)), false, `it was through before kill ${kill}`);
    }
    assert.equal(await run(folder.file, undefined), true);

    const { store } = folder.open();
    const records: Message[] = [];
    for (let after = 0; ; ) {
      const part = await store.tail(after, ["condition", "alert", "notification"], 5000);
      const last = part.at(-1);
      if (!last) break;
      records.push(...part.map(({ payload }) => payload));
      after = last.seq;
    }
    assert.ok(records.filter(({ kind }) => kind === "condition").length >= conditions * 0.99);
    assert.deepEqual(brokenRules(records).slice(0, 5), []);
    assert.ok(records.filter((record) => record.kind === "alert" && record.change === "raised").length > 500);
  });
});
