import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chanceOf } from "../support/chance.ts";
import { HttpReceiver } from "../support/http-receiver.ts";
import { JournalFolder } from "../support/journal-folder.ts";

const script = join(import.meta.dirname, "../support/export-until-killed.mjs");
const rounds = 6;
const many = 100_000;

describe("a program that is killed while it sends documents to a receiver that fails at random", function () {
  this.timeout(120_000);
  const folder = new JournalFolder();
  let receiver: HttpReceiver;

  before(async () => {
    const random = chanceOf(5);
    receiver = await HttpReceiver.start(() => {
      const draw = random();
      if (draw < 0.15) return 503;
      if (draw < 0.25) return "hang-up";
      return draw < 0.35 ? "take-and-hang-up" : 201;
    });
  });
  after(async () => {
    await receiver.close();
    await folder.remove();
  });

  function run(first: number, count: number) {
    const args = [
      "--disable-warning=ExperimentalWarning",
      script,
      folder.file,
      receiver.url,
      String(first),
      String(count),
    ];
    const child = spawn(process.execPath, args);
    const errors: string[] = [];
    child.stderr.setEncoding("utf8").on("data", (text) => errors.push(text));
    return { child, errors };
  }

  async function issuedDocuments(): Promise<string[]> {
    const { store } = folder.open();
    const sent = await store.states("n1/sent");
    await folder.close();
    return sent.map(({ key }) => `"${key}/1"`).sort();
  }

  it("delivers each issued document at least once, always the same under one key, and in order", async () => {
    for (let round = 0; round < rounds; round++) {
      const { child, errors } = run(1000 * (round + 1), many);
      await once(child.stdout, "data");
      await pause(150 + 67 * round);
      child.kill("SIGKILL");
      await once(child, "close");
      assert.deepEqual(errors, []);
    }
    const { child, errors } = run(1000 * (rounds + 1), 1);
    await once(child, "close");
    assert.deepEqual(errors, []);

    const issued = await issuedDocuments();
    const bodies = new Map(receiver.taken.map(({ key, body }) => [key, body]));
    assert.ok(issued.length > 20, `hardly any documents: ${issued.length}`);
    assert.ok(receiver.taken.length > bodies.size, "none came twice: nothing was tried");
    assert.deepEqual([...bodies.keys()].sort(), issued, "taken and issued are the same documents");
    for (const { key, body } of receiver.taken) assert.equal(body, bodies.get(key));
    assert.equal(receiver.forged, 0);
    const numbers = [...bodies.keys()].map((key) => Number(/-(\d+)\//.exec(key)?.[1]));
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
  });
});
