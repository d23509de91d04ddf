import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Interval, Message, Reading } from "../../dist/lib/contract/messages.js";
import { openJournal } from "../../dist/lib/io/store/journal-file.js";
import { JournalWriter } from "../../dist/lib/io/store/journal-writer.js";
import { openStore, type StoreLease } from "../../dist/lib/io/store/open-store.js";
import { Retention } from "../../dist/lib/io/store/retention.js";
import { rowOf } from "../../dist/lib/store/record-row.js";
import { eventually } from "../support/eventually.ts";

const roomy = { maxAgeDays: 36_500, maxBytes: 1_000_000_000 };

const reading = (at: number, meter = "m", value = at): Reading => ({
  kind: "reading",
  site: "s",
  meter,
  at,
  values: { active_power: value },
  quality: "good",
});

const interval = (from: number, amount: number, version: number): Interval => ({
  kind: "interval",
  site: "s",
  meter: "m",
  quantity: "active_energy_import",
  from,
  to: from + 900_000,
  amount,
  quality: "measured",
  reasons: [],
  version,
});

describe("the journal", function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  let lease: StoreLease | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "energy-store-"));
    file = join(folder, "journal.db");
  });
  afterEach(async () => {
    await lease?.release();
    lease = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (limits = roomy) => {
    lease = openStore(file, limits);
    return lease.store;
  };

  it("has everything it acknowledged after kill -9 at any moment, once, and the state that went with it", async () => {
    let from = 1;
    for (let round = 0; round < 8; round++) {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, "../support/commit-forever.mjs"), file, String(from)],
        {
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      let output = "";
      child.stdout.on("data", (chunk) => {
        output += chunk;
      });
      await eventually(async () => (output.split("\n").length > 20 + round * 37 ? true : undefined));
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;

      const acknowledged = output.split("\n").slice(0, -1).map(Number);
      const store = open();
      const { items } = await store.readings({ from, to: Number.MAX_SAFE_INTEGER, limit: 5000, site: "s", meter: "m" });
      const found = new Set(items.map(({ at }) => at));
      assert.deepEqual(
        acknowledged.filter((n) => !found.has(n)),
        [],
      );
      assert.equal(found.size, items.length);
      for (const { key, state } of await store.states("n")) {
        const lane = acknowledged.filter((n) => `k${n % 4}` === key).at(-1) ?? 0;
        assert.ok(
          Number(state) >= lane && found.has(Number(state)),
          `state of ${key} and its record are one transaction`,
        );
      }
      await lease?.release();
      lease = undefined;
      from = Math.max(...found) + 1;
    }
  });

  it("acknowledges a repeated record with its old number and keeps it once", async () => {
    const store = open();
    const first = await store.commit({ records: [reading(1), reading(2)] });
    const again = await store.commit({ records: [reading(2), reading(3)] });
    assert.equal(again.duplicates, 1);
    assert.equal(again.seqs[0], first.seqs[1]);
    assert.ok(Number(again.seqs[1]) > Number(first.seqs[1]));
    assert.equal((await store.tail(0, ["reading"], 10)).length, 3);
  });

  it("does not let a wrong record spoil its neighbours' commits", async () => {
    const store = open();
    const results = await Promise.allSettled([
      store.commit({ records: [reading(1)] }),
      store.commit({ records: [{ ...reading(2), values: {} }] }),
      store.commit({ records: [reading(3)] }),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
    const { items } = await store.readings({ from: 0, to: 10, limit: 10 });
    assert.deepEqual(
      items.map(({ at }) => at),
      [1, 3],
    );
  });

  it("gives back every field of what was stored", async () => {
    const store = open();
    const records: Message[] = [
      { ...reading(5), quality: "uncertain", reason: "incomplete: METER_NO_ANSWER" },
      { ...interval(900_000, 1.25, 1), quality: "estimated", reasons: ["gap", "partial"] },
      { ...interval(1_800_000, 7, 1), to: 1_800_000 + 25 * 3_600_000 },
    ];
    await store.commit({ records });
    const kept = await store.tail(0, ["reading", "interval"], 10);
    assert.deepEqual(
      kept.map(({ payload }) => payload),
      records,
    );
  });

  it("answers with the highest version of an interval only", async () => {
    const store = open();
    await store.commit({ records: [interval(0, 5, 1), interval(900_000, 6, 1), interval(0, 5.5, 2)] });
    const { items } = await store.intervals({ from: 0, to: 1e9, limit: 10, step: "15m" });
    assert.deepEqual(
      items.map(({ amount, version }) => [amount, version]),
      [
        [5.5, 2],
        [6, 1],
      ],
    );
  });

  it("pages through everything exactly once", async () => {
    const store = open();
    await store.commit({ records: Array.from({ length: 250 }, (_, n) => reading(n, `m${n % 3}`)) });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.readings({ from: 0, to: 1000, limit: 40, ...(cursor && { cursor }) });
      assert.ok(page.items.length <= 40);
      seen.push(...page.items.map(({ at }) => String(at)));
      cursor = page.next;
    } while (cursor);
    assert.equal(seen.length, 250);
    assert.equal(new Set(seen).size, 250);
  });

  it("gives up delivered records first when space runs out, and counts what it drops undelivered", () => {
    // Retention itself, in this thread: in a running journal it waits a minute for its targets to appear.
    const { db, close } = openJournal(file, false);
    const writer = new JournalWriter(db);
    const fill = (from: number): void => {
      for (let n = from; n < from + 4000; n += 200) {
        writer.commit([{ rows: Array.from({ length: 200 }, (_, k) => rowOf(reading(n + k))), states: [] }]);
      }
    };
    const oldest = (): number => Number(db.prepare("SELECT min(seq) AS seq FROM journal").get()?.seq);
    const dropped = (): number => Number(db.prepare("SELECT dropped FROM totals").get()?.dropped);
    fill(0);
    const retention = new Retention(db, { maxAgeDays: 36_500, maxBytes: 100_000 });
    const tidy = (delivered: number): void => {
      for (let steps = 0; retention.makeRoom(delivered); steps++) assert.ok(steps < 1000, "it comes to an end");
    };
    assert.ok(retention.usedBytes() > 100_000, "the case needs a full journal");

    tidy(4000);
    assert.ok(retention.usedBytes() <= 100_000);
    assert.equal(dropped(), 0, "what was delivered is no loss");
    const first = oldest();
    assert.ok(first > 1);

    fill(10_000);
    tidy(first + 100);
    assert.ok(retention.usedBytes() <= 100_000);
    assert.equal(dropped(), oldest() - (first + 101), "every undelivered record that went is counted");
    close();
  });

  it("sets a damaged file aside instead of deleting it, and goes on with a new one", async () => {
    writeFileSync(file, Buffer.alloc(8192, "this is no database "));
    const store = open();
    await store.commit({ records: [reading(1)] });
    assert.equal(readdirSync(folder).filter((name) => name.startsWith("journal.db.corrupt-")).length, 1);
  });

  it("lets the flow thread work while a heavy question is answered", async () => {
    const store = open();
    for (let n = 0; n < 60_000; n += 2000) {
      await store.commit({ records: Array.from({ length: 2000 }, (_, k) => reading(n + k)) });
    }
    let turns = 0;
    let asking = true;
    const spin = (): void => {
      turns += 1;
      if (asking) setImmediate(spin);
    };
    spin();
    await Promise.all(Array.from({ length: 10 }, () => store.tail(0, ["reading"], 5000)));
    asking = false;
    // A question answered in this thread would leave the event loop one turn each.
    assert.ok(turns > 1000, `${turns} turns of the event loop`);
  });
});
