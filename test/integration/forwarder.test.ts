import assert from "node:assert/strict";
import { EnergyError } from "../../dist/lib/contract/error.js";
import type { Message } from "../../dist/lib/contract/messages.js";
import { Forwarder, type ForwarderState } from "../../dist/lib/io/forwarder.js";
import type { Target } from "../../dist/lib/io/targets/target.js";
import type { JournalRecord, StartAt, Store } from "../../dist/lib/store/store.js";
import { eventually } from "../support/eventually.ts";
import { JournalFolder, readingAt, readingsFrom } from "../support/journal-folder.ts";

/** A target that keeps what it is sent, and refuses or fails when a test says so. */
class KeepingTarget implements Target {
  readonly name = "target";
  readonly kinds = ["reading"] as const;
  readonly batches: (readonly Message[])[] = [];
  down = false;

  async open(): Promise<void> {
    if (this.down) throw new EnergyError("TARGET_UNREACHABLE", { target: this.name, detail: "ECONNREFUSED" });
  }
  async send(records: readonly JournalRecord[]): Promise<void> {
    await this.open();
    this.batches.push(records.map(({ payload }) => payload));
  }
  close(): void {}

  get arrived(): readonly Message[] {
    return this.batches.flat();
  }
}

describe("delivery of the journal", function () {
  this.timeout(20_000);
  let folder: JournalFolder;
  let store: Store;
  let target: KeepingTarget;
  let states: ForwarderState[];
  let running: { forwarder: Forwarder; end: Promise<void> } | undefined;

  beforeEach(() => {
    folder = new JournalFolder();
    store = folder.open().store;
    target = new KeepingTarget();
    states = [];
  });
  afterEach(async () => {
    await stop();
    await folder.remove();
  });

  function start(from: StartAt = "beginning"): void {
    const forwarder = new Forwarder(store, target, { changed: (state) => states.push(state), refused: () => {} });
    running = { forwarder, end: forwarder.run(from) };
  }
  async function stop(): Promise<void> {
    running?.forwarder.close();
    await running?.end;
    running = undefined;
  }
  const depth = async () => (await store.gauges()).targets[target.name]?.depth;
  const delivered = (): Promise<true> => eventually(async () => ((await depth()) === 0 ? true : undefined));

  it("begins with the first record and goes on with what comes, each once and in order", async () => {
    await store.commit({ records: readingsFrom(0, 2500) });
    start();
    await delivered();
    await store.commit({ records: readingsFrom(2500, 10) });
    await delivered();
    assert.deepEqual(target.arrived, readingsFrom(0, 2510));
  });

  it("begins with what comes, where that was asked for", async () => {
    await store.commit({ records: readingsFrom(0, 10) });
    start("now");
    await eventually(async () => (states.some(({ state }) => state === "delivered") ? true : undefined));
    await store.commit({ records: [readingAt(10)] });
    await delivered();
    assert.deepEqual(target.arrived, [readingAt(10)]);
  });

  it("goes on after a restart where it stopped", async () => {
    await store.commit({ records: readingsFrom(0, 10) });
    start();
    await delivered();
    await stop();
    await folder.close();
    store = folder.open().store;
    await store.commit({ records: readingsFrom(10, 10) });
    start();
    await delivered();
    assert.deepEqual(target.arrived, readingsFrom(0, 20));
  });

  it("does not wait for what its target does not take", async () => {
    const event: Message = { kind: "event", site: "works", meter: "m1", at: readingAt(0).at, event: "swap" };
    await store.commit({ records: [readingAt(0), event] });
    start();
    await delivered();
    assert.deepEqual(target.arrived, [readingAt(0)]);
  });

  it("moves no cursor while the target is down, and says so", async () => {
    target.down = true;
    await store.commit({ records: readingsFrom(0, 10) });
    start();
    await eventually(async () => (states.some(({ state }) => state === "waiting") ? true : undefined));
    assert.equal(await depth(), 10);
    target.down = false;
    await delivered();
    assert.deepEqual(target.arrived, readingsFrom(0, 10));
  });

  it("holds back retention as long as it runs, and no longer", async () => {
    start();
    await eventually(async () => ((await depth()) === 0 ? true : undefined));
    await stop();
    assert.deepEqual((await store.gauges()).targets, {});
  });
});
