import assert from "node:assert/strict";
import { type JournalFile, openJournal } from "../../dist/lib/io/store/journal-file.js";
import { JournalReader } from "../../dist/lib/io/store/journal-reader.js";
import { JournalWriter } from "../../dist/lib/io/store/journal-writer.js";
import { packRows } from "../../dist/lib/io/store/packed-rows.js";
import { Retention } from "../../dist/lib/io/store/retention.js";
import { rowOf } from "../../dist/lib/store/record-row.js";
import { JournalFolder, readingAt, readingsFrom } from "../support/journal-folder.ts";

const everything = Number.MAX_SAFE_INTEGER;
const day = 86_400_000;

describe("retention", () => {
  let folder: JournalFolder;
  let journal: JournalFile;
  let writer: JournalWriter;

  beforeEach(() => {
    folder = new JournalFolder();
    journal = openJournal(folder.file, false);
    writer = new JournalWriter(journal.db);
  });
  afterEach(async () => {
    journal.close();
    await folder.remove();
  });

  const fill = (from: number, count: number): void => {
    for (let n = from; n < from + count; n += 1000) {
      const rows = readingsFrom(n, Math.min(1000, from + count - n)).map(rowOf);
      writer.commit([{ rows: packRows(rows), states: [] }]);
    }
  };
  const seqs = (): readonly number[] => new JournalReader(journal.db).tail(0, ["reading"], 5000).seqs;
  const totals = () => ({ ...journal.db.prepare("SELECT records, dropped FROM totals").get() });
  const limited = (maxBytes: number, maxAgeDays = 400): Retention =>
    new Retention(journal.db, { maxBytes, maxAgeDays });
  const pages = (): number => Number(journal.db.prepare("PRAGMA page_count").get()?.page_count);

  /** Steps until it has nothing to do; how many that were. */
  function settle(step: () => boolean): number {
    let steps = 1;
    while (step()) steps++;
    return steps;
  }

  it("lets go of the oldest delivered records first, and only of as many as must go", () => {
    fill(0, 4000);
    const retention = limited(1e9);
    const used = retention.usedBytes();
    const tight = limited(Math.round(used * 0.8));
    settle(() => tight.makeRoom(3000));
    const [first] = seqs();
    assert.ok(first && first > 500 && first <= 2000, `begins at ${first}`);
    assert.equal(totals().dropped, 0);
    assert.equal(totals().records, 4000 - first + 1);
    assert.ok(tight.usedBytes() <= used * 0.8);
  });

  it("gives up undelivered records only when nothing delivered is left, and counts them", () => {
    fill(0, 4000);
    const tight = limited(Math.round(limited(1e9).usedBytes() * 0.5));
    let delivered = true;
    settle(() => {
      const more = tight.makeRoom(700);
      const [first = 0] = seqs();
      // While any of the first 700 is there, nothing counts as lost.
      if (first <= 700 && totals().dropped !== 0) delivered = false;
      return more;
    });
    assert.ok(delivered);
    const [first = 0] = seqs();
    assert.equal(totals().dropped, first - 1 - 700);
    assert.ok(first > 701);
  });

  it("works in steps that no commit has to wait long for", () => {
    fill(0, 4000);
    const tight = limited(0);
    assert.equal(tight.makeRoom(everything), true);
    assert.equal(seqs()[0], 501);
  });

  it("uses the space again, and gives back to the disk what it does not need", () => {
    fill(0, 60_000);
    const large = pages();
    const small = limited(1_000_000);
    settle(() => small.makeRoom(everything));
    const spare = (): number => Number(journal.db.prepare("PRAGMA freelist_count").get()?.freelist_count);
    assert.ok(small.usedBytes() <= 1_000_000);
    assert.ok(spare() <= 2000, `${spare()} pages are spare`);
    const before = pages();
    fill(60_000, 5000);
    assert.ok(before <= large);
    assert.equal(pages(), before, "new records went into new pages");
  });

  it("forgets what is too old by the time of its measurement, however late it came", () => {
    fill(0, 1200);
    const now = readingAt(1200).at + 10 * day;
    writer.commit([{ rows: packRows([rowOf({ ...readingAt(0, "m2"), at: now })]), states: [] }]);
    writer.commit([{ rows: packRows([rowOf(readingAt(5, "m3"))]), states: [] }]);
    settle(() => limited(1e9, 9).forgetAged(now, everything));
    assert.deepEqual(seqs(), [1201]);
    assert.deepEqual(totals(), { records: 1, dropped: 0 });
  });

  it("does not forget for its age what a target has not had", () => {
    fill(0, 10);
    settle(() => limited(1e9, 1).forgetAged(readingAt(0).at + 30 * day, 6));
    assert.deepEqual(seqs(), [7, 8, 9, 10]);
  });

  it("never gives a number twice, even when everything is gone", () => {
    fill(0, 10);
    settle(() => limited(0).makeRoom(everything));
    assert.deepEqual(seqs(), []);
    fill(10, 1);
    assert.deepEqual(seqs(), [11]);
  });

  it("has nothing to do in an empty journal, however small its limit", () => {
    assert.equal(limited(0).makeRoom(0), false);
  });
});
