import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Interval, Message } from "../../dist/lib/contract/messages.js";
import type { Store } from "../../dist/lib/store/store.js";
import { eventually } from "../support/eventually.ts";
import { JournalFolder, readingAt, readingsFrom } from "../support/journal-folder.ts";

const hour = 3_600_000;
const ever = { from: 0, to: 8e15, limit: 5000 };
const kinds = ["reading", "interval", "event"] as const;

const interval = (from: number, version: number, amount: number, more: Partial<Interval> = {}): Interval => ({
  kind: "interval",
  site: "works",
  meter: "m1",
  quantity: "active_energy_import",
  from,
  to: from + hour / 4,
  amount,
  quality: "measured",
  reasons: [],
  version,
  ...more,
});

describe("the journal", function () {
  this.timeout(30_000);
  let folder: JournalFolder;
  let store: Store;

  beforeEach(() => {
    folder = new JournalFolder();
    store = folder.open().store;
  });
  afterEach(() => folder.remove());

  /** Closes it and opens it again, as a restart does. */
  async function restart(): Promise<void> {
    await folder.close();
    store = folder.open().store;
  }

  it("holds what was committed over a restart, in the order of its numbers", async () => {
    const records: Message[] = [readingAt(0), interval(hour, 1, 2.5), readingAt(1, "m2")];
    const { seqs, duplicates } = await store.commit({ records });
    assert.equal(duplicates, 0);
    await restart();
    assert.deepEqual(
      await store.tail(0, kinds, 10),
      records.map((payload, index) => ({ seq: seqs[index], payload })),
    );
    assert.deepEqual(
      (await store.tail(seqs[0] as number, ["reading"], 10)).map(({ payload }) => payload),
      [records[2]],
    );
  });

  it("acknowledges what it already has with the number it already gave", async () => {
    const first = await store.commit({ records: [readingAt(0), readingAt(1)] });
    const second = await store.commit({ records: [readingAt(1), readingAt(2), readingAt(2)] });
    assert.equal(second.duplicates, 2);
    assert.equal(second.seqs[0], first.seqs[1]);
    assert.equal(second.seqs[1], second.seqs[2]);
    assert.equal((await store.gauges()).records, 3);
  });

  it("refuses what is no message, and stores what its neighbours brought", async () => {
    const bad = store.commit({ records: [readingAt(0), { kind: "reading" } as unknown as Message] });
    const good = store.commit({ records: [readingAt(1)] });
    await assert.rejects(bad, { code: "MESSAGE_INVALID" });
    await good;
    assert.deepEqual((await store.readings(ever)).items, [readingAt(1)]);
  });

  it("keeps a node's state with what it produced, each key's newest", async () => {
    const entry = { node: "n1", key: "works/m1", version: 2, seq: 7, state: { last: [1, null, "x"] } };
    await store.commit({ states: [entry, { ...entry, key: "works/m2" }, { ...entry, node: "n2" }] });
    await store.commit({ records: [readingAt(0)], states: [{ ...entry, seq: 8, state: null }] });
    await restart();
    const states = await store.states("n1");
    assert.deepEqual(
      states.map(({ key, seq, state }) => [key, seq, state]),
      [
        ["works/m1", 8, null],
        ["works/m2", 7, entry.state],
      ],
    );
  });

  it("tells who waits for records once they can be read", async () => {
    const seen: Promise<number>[] = [];
    const end = store.onCommitted(() => seen.push(store.tail(0, kinds, 10).then(({ length }) => length)));
    await store.commit({ records: [readingAt(0)] });
    assert.deepEqual(await Promise.all(seen), [1]);
    end();
    await store.commit({ records: [readingAt(1)] });
    assert.equal(seen.length, 1);
  });

  it("gives every reading of a period once, page by page", async () => {
    const records = ["m1", "m2", "m3"].flatMap((meter) => readingsFrom(0, 25, meter));
    await store.commit({ records: [...records].reverse() });
    const period = { from: readingAt(5).at, to: readingAt(20).at, limit: 7 };
    const found: Message[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.readings({ ...period, ...(cursor && { cursor }) });
      found.push(...page.items);
      cursor = page.next;
    } while (cursor);
    const wanted = ["m3", "m2", "m1"].flatMap((meter) => readingsFrom(5, 15, meter));
    assert.deepEqual(found, wanted);
    assert.deepEqual((await store.readings({ ...period, meter: "m2", limit: 2 })).items, readingsFrom(5, 2, "m2"));
    assert.deepEqual((await store.readings({ ...period, site: "elsewhere" })).items, []);
  });

  it("refuses a cursor that it never gave", async () => {
    await assert.rejects(store.readings({ ...ever, cursor: "1 OR 1=1" }), { code: "MESSAGE_INVALID" });
  });

  it("gives the highest version of an interval only", async () => {
    const day = interval(0, 1, 40, { to: 24 * hour });
    await store.commit({ records: [interval(0, 1, 1), interval(hour, 1, 3), day] });
    await store.commit({ records: [interval(0, 3, 1.5), interval(0, 2, 9)] });
    assert.deepEqual((await store.intervals({ ...ever, step: "15m" })).items, [
      interval(0, 3, 1.5),
      interval(hour, 1, 3),
    ]);
    assert.deepEqual((await store.intervals({ ...ever, step: "1d" })).items, [day]);
    assert.deepEqual((await store.intervals({ ...ever, quantity: "gas_volume" })).items, []);
  });

  it("knows the newest reading of each meter by its time, not by its arrival", async () => {
    await store.commit({ records: [...readingsFrom(0, 50), readingAt(3, "m2")] });
    await store.commit({ records: [readingAt(-10), readingAt(-10, "m2")] });
    assert.deepEqual(await store.latest("works"), [readingAt(49), readingAt(3, "m2")]);
  });

  it("keeps a cursor for each target, over restarts, and never moves it back", async () => {
    assert.equal(await store.openTarget("a"), 0);
    const { seqs } = await store.commit({ records: readingsFrom(0, 10) });
    await store.advance("a", seqs[6] as number, [{ seq: seqs[2] as number, reason: "type conflict" }]);
    await store.advance("a", seqs[3] as number);
    assert.equal(await store.openTarget("b", "now"), seqs[9]);
    const { targets } = await store.gauges();
    assert.deepEqual(targets.a, { cursor: seqs[6], depth: 3, oldestUndeliveredAt: readingAt(7).at, quarantined: 1 });
    assert.equal(targets.b?.depth, 0);
    await restart();
    assert.equal(await store.openTarget("a"), seqs[6]);
  });

  it("counts a long backlog as it counts a short one", async () => {
    await store.openTarget("a");
    for (let n = 0; n < 12; n++) await store.commit({ records: readingsFrom(n * 1000, 1000) });
    assert.equal((await store.gauges()).targets.a?.depth, 12_000);
  });

  it("is shared by those who open the same file, until the last of them lets go", async () => {
    const other = folder.open();
    assert.equal(other.store, store);
    await other.release();
    await store.commit({ records: [readingAt(0)] });
    assert.throws(() => folder.open({ maxAgeDays: 1, maxBytes: 1e9 }), { code: "SERVICE_CONFLICT" });
  });

  it("has everything on the disk that it accepted before it was closed, and accepts nothing after", async () => {
    const commits = Array.from({ length: 300 }, (_, n) => store.commit({ records: [readingAt(n)] }));
    await folder.close();
    await Promise.all(commits);
    await assert.rejects(store.commit({ records: [readingAt(999)] }), { code: "STORE_CLOSED" });
    await assert.rejects(store.readings(ever), { code: "STORE_CLOSED" });
    store = folder.open().store;
    assert.equal((await store.gauges()).records, 300);
  });

  it("leaves the flow thread free while it answers a heavy question", async () => {
    for (let n = 0; n < 10; n++) await store.commit({ records: readingsFrom(n * 1000, 1000) });
    await store.readings({ ...ever, limit: 1 });
    let turns = 0;
    let answered = false;
    const question = store.readings(ever).then(() => {
      answered = true;
    });
    while (!answered) {
      turns++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await question;
    // Answered on this thread, the very first turn would have found the answer there.
    assert.ok(turns > 10, `${turns} turns of the event loop`);
  });

  it("says nothing on a user's terminal", () => {
    const script = `
      const { openStore } = require(${JSON.stringify(join(import.meta.dirname, "../../dist/lib/io/store/open-store.js"))});
      const { store, release } = openStore(${JSON.stringify(join(folder.folder, "other.db"))}, { maxAgeDays: 1, maxBytes: 1e9 });
      store.latest().then(release);`;
    const { status, stderr, stdout } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
    assert.deepEqual({ status, stderr, stdout }, { status: 0, stderr: "", stdout: "" });
  });

  it("is not opened by two programs at once, and by the second as soon as the first has ended", async () => {
    await store.commit({ records: [readingAt(0)] });
    const script = `
      const { openStore } = require(${JSON.stringify(join(import.meta.dirname, "../../dist/lib/io/store/open-store.js"))});
      const { store, release } = openStore(${JSON.stringify(folder.file)}, { maxAgeDays: 1, maxBytes: 1e9 });
      store.gauges().then(({ records }) => records, ({ code }) => code).then(console.log).then(release);`;
    const ask = (): string => spawnSync(process.execPath, ["-e", script], { encoding: "utf8" }).stdout.trim();
    assert.equal(ask(), "STORE_LOCKED");
    await folder.close();
    assert.equal(ask(), "1");
  });

  describe("when it is damaged", () => {
    const asides = (): string[] => readdirSync(dirname(folder.file)).filter((name) => name.includes(".corrupt-"));

    it("is put aside whole, says where, and a new one is begun", async () => {
      await folder.close();
      writeFileSync(folder.file, "this is no database ".repeat(1000));
      store = folder.open().store;
      await store.commit({ records: [readingAt(0)] });
      const [aside] = asides();
      assert.ok(aside);
      assert.match(readFileSync(join(dirname(folder.file), aside), "utf8"), /^this is no database/);
      const state = folder.states.at(-1);
      assert.equal(state?.state === "open" && state.notice?.code, "STORE_DAMAGED");
    });

    it("while it is used, it recovers by itself", async () => {
      for (let n = 0; n < 20; n++) await store.commit({ records: readingsFrom(n * 500, 500) });
      await restart();
      await store.gauges();
      const file = openSync(folder.file, "r+");
      writeSync(file, Buffer.alloc(200_000, 0xa5), 0, 200_000, 4096 * 3);
      closeSync(file);
      await eventually(async () => {
        const commit = store.commit({ records: readingsFrom(100_000, 500) });
        return (await commit.catch(() => undefined)) && asides().length > 0 ? true : undefined;
      });
      assert.deepEqual((await store.readings({ ...ever, limit: 1 })).items, [readingAt(100_000)]);
      assert.ok(folder.states.some(({ state }) => state === "failed"));
    });
  });

  it("says what is wrong with its folder, and opens once that is put right", async () => {
    await folder.remove();
    const blocked = new JournalFolder();
    folder = blocked;
    writeFileSync(dirname(blocked.file), "a file where the folder should be");
    store = blocked.open().store;
    await assert.rejects(store.commit({ records: [readingAt(0)] }), { code: "STORE_FAILED" });
    rmSync(dirname(blocked.file));
    await eventually(() => store.commit({ records: [readingAt(0)] }));
    assert.ok(existsSync(blocked.file));
  });
});
