import assert from "node:assert/strict";
import type { Interval, Message } from "../../dist/lib/contract/messages.js";
import { virtualValue } from "../../dist/lib/metering/virtual/virtual-amount.js";
import { type VirtualState, virtualMeters } from "../../dist/lib/metering/virtual/virtual-meters.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import type { Store } from "../../dist/lib/store/store.js";
import { MemoryStore } from "../support/memory-store.ts";

const quarter = 900_000;
const hour = 4 * quarter;
const start = Date.UTC(2026, 0, 5, 9, 0);

const part = (meter: string, amount: number, more: Partial<Interval> = {}): Interval => ({
  kind: "interval",
  site: "works",
  meter,
  quantity: "active_energy_import",
  from: start,
  to: start + quarter,
  amount,
  quality: "measured",
  reasons: [],
  version: 1,
  ...more,
});
const later = (quarters: number): Partial<Interval> => ({
  from: start + quarters * quarter,
  to: start + (quarters + 1) * quarter,
});

/** Steps intervals one after the other, each at its end unless a time is given. */
class Site {
  state: VirtualState;
  readonly config: ReturnType<typeof virtualMeters.parseConfig>;
  constructor(config: object) {
    this.config = virtualMeters.parseConfig(config);
    this.state = virtualMeters.initialState(this.config, "works");
  }
  take(message: Interval, now = message.to): string[] {
    const before = structuredClone(this.state);
    const { state, outputs } = virtualMeters.step(this.config, before, { type: "message", message }, now);
    this.state = JSON.parse(JSON.stringify(state));
    return intervalsOf(outputs).map(said);
  }
}
/** Without the records of corrections. */
const intervalsOf = (outputs: readonly { readonly payload: Message }[]): Interval[] =>
  outputs.map(({ payload }) => payload).filter((payload) => payload.kind === "interval");
const said = ({ meter, amount, quality, reasons, version }: Interval): string =>
  [meter, amount, quality, ...reasons, `v${version}`].join(" ");
const rest = { meters: [{ id: "rest", expression: "main - press" }] };

describe("the intervals of a virtual meter", () => {
  it("come when the last part has come, in any order", () => {
    for (const order of [
      [part("main", 10), part("press", 4)] as const,
      [part("press", 4), part("main", 10)] as const,
    ]) {
      const site = new Site(rest);
      assert.deepEqual(site.take(order[0]), []);
      assert.deepEqual(site.take(order[1]), ["rest 6 measured v1"]);
    }
  });

  it("are as good as the worst part, with the reasons of all", () => {
    const site = new Site(rest);
    site.take(part("main", 10, { quality: "estimated", reasons: ["gap", "partial"] }));
    assert.deepEqual(site.take(part("press", 4, { quality: "estimated", reasons: ["partial"] })), [
      "rest 6 estimated gap partial v1",
    ]);
    site.take(part("main", 10, { ...later(1), quality: "estimated", reasons: ["gap"] }));
    assert.deepEqual(site.take(part("press", 0, { ...later(1), quality: "missing", reasons: ["no-data"] })), [
      "rest 0 missing gap no-data v1",
    ]);
  });

  it("may be negative: two meters never agree to the last digit, and clipping would hide energy", () => {
    const site = new Site(rest);
    site.take(part("main", 4));
    assert.deepEqual(site.take(part("press", 4.000001)), ["rest -0.000001 measured v1"]);
  });

  it("add up like those of the parts, without the noise of binary fractions", () => {
    const site = new Site({ meters: [{ id: "sum", expression: "a + b - c" }] });
    site.take(part("a", 0.1));
    site.take(part("b", 0.2));
    assert.deepEqual(site.take(part("c", 0.3)), ["sum 0 measured v1"]);
  });

  it("are told again, one version on, when a part is corrected, and not when it is only repeated", () => {
    const site = new Site(rest);
    site.take(part("main", 10));
    site.take(part("press", 4));
    assert.deepEqual(site.take(part("press", 4)), []);
    assert.deepEqual(site.take(part("press", 5, { version: 2 })), ["rest 5 measured v2"]);
    assert.deepEqual(site.take(part("press", 4)), [], "an old version that arrives late");
    assert.deepEqual(site.take(part("press", 5, { version: 3, quality: "estimated", reasons: ["manual"] })), [
      "rest 5 estimated manual v3",
    ]);
  });

  it("are missing when a part has not come in time, and told when it comes after all", () => {
    const site = new Site(rest);
    site.take(part("main", 9, later(-1)));
    site.take(part("press", 3, later(-1)));
    site.take(part("main", 10));
    assert.deepEqual(site.take(part("main", 11, later(4)), start + quarter + hour), [], "an hour is not over yet");
    assert.deepEqual(site.take(part("main", 11, later(5)), start + 2 * quarter + hour), [
      "rest 0 missing part-missing v1",
    ]);
    assert.deepEqual(site.take(part("press", 4), start + 3 * quarter + hour), ["rest 6 measured v2"]);
  });

  it("wait from when the first part came, so that a gateway that was off makes no false gaps", () => {
    const site = new Site(rest);
    const morning = start + 8 * hour;
    assert.deepEqual(site.take(part("main", 10), morning), []);
    assert.deepEqual(site.take(part("press", 4), morning + 1000), ["rest 6 measured v1"]);
  });

  it("exist for what all parts have, unless the meter says which quantities it has", () => {
    const exported = { quantity: "active_energy_export" };
    const site = new Site({
      meters: [
        { id: "v", expression: "a + b" },
        { id: "w", expression: "a + b", quantities: ["active_energy_export"] },
      ],
    });
    site.take(part("a", 1));
    site.take(part("a", 2, exported));
    assert.deepEqual(site.take(part("b", 3)), ["v 4 measured v1"]);
    assert.deepEqual(site.take(part("a", 2, later(5))), ["w 0 missing part-missing v1"], "b never exported anything");
  });

  it("of days are computed from days, whatever their length", () => {
    const site = new Site(rest);
    const day = { from: start, to: start + 23 * hour };
    site.take(part("main", 100, day));
    site.take(part("press", 1), day.to);
    assert.deepEqual(site.take(part("press", 40, day)), ["rest 60 measured v1"]);
  });

  it("ignore running intervals, other sites and meters that are no part", () => {
    const site = new Site({ ...rest, site: "works" });
    assert.equal(virtualMeters.keyOf(part("main", 1, { version: 0 }), site.config), undefined);
    for (const message of [part("main", 1, { site: "elsewhere" }), part("oven", 1)]) {
      assert.deepEqual(site.take(message), []);
      assert.deepEqual(site.state.spans, {});
    }
  });

  it("leave nothing behind in the state where a journal remembers them", () => {
    const site = new Site({ ...rest, keepHours: 0 });
    for (let n = 0; n < 50; n++) {
      site.take(part("main", 10, later(n)));
      assert.deepEqual(site.take(part("press", 4, later(n))), ["rest 6 measured v1"]);
    }
    assert.deepEqual(site.state.spans, {});
  });
});

describe("virtual meters over a journal", () => {
  const config = virtualMeters.parseConfig({ ...rest, site: "works", keepHours: 1 / 6 });
  const runnerOf = (store: MemoryStore) => new StepRunner(virtualMeters, config, "v", store as unknown as Store);
  const journalled = async (
    store: MemoryStore,
    runner: ReturnType<typeof runnerOf>,
    message: Interval,
    now: number,
  ) => {
    const { seqs } = await store.commit({ records: [message] });
    return runner.input({ type: "message", message }, now, seqs[0]);
  };
  const kept = (store: MemoryStore): string[] =>
    store.records
      .map(({ payload }) => payload)
      .filter((payload) => payload.kind === "interval")
      .filter(({ meter }) => meter === "rest")
      .map(said);

  it("a correction months later asks the journal for that one span", async () => {
    const store = new MemoryStore();
    const runner = runnerOf(store);
    for (let n = 0; n < 20; n++) {
      await journalled(store, runner, part("main", 10 + n, later(n)), start + n * quarter);
      await journalled(store, runner, part("press", 4, later(n)), start + n * quarter);
    }
    const asked = store.asked;
    const outcome = await journalled(store, runner, part("press", 5, { ...later(3), version: 2 }), start + 8000 * hour);
    assert.deepEqual(intervalsOf(outcome?.outputs ?? []).map(said), ["rest 8 measured v2"]);
    assert.equal(store.asked, asked + 1);
  });

  it("a correction right behind its first version does not overtake it, and the last word is right", async () => {
    const store = new MemoryStore();
    const runner = runnerOf(store);
    const messages = [
      part("main", 10),
      part("press", 4),
      part("press", 5, { version: 2 }),
      part("main", 12, { version: 2 }),
    ];
    await Promise.all(messages.map((message) => journalled(store, runner, message, start)));
    assert.match(kept(store).at(-1) ?? "", /^rest 7 measured/);
    const versions = store.records.map(({ payload }) => payload as Interval).filter(({ meter }) => meter === "rest");
    assert.deepEqual(
      versions.map(({ version }) => version),
      versions.map((_, index) => index + 1),
    );
  });

  it("are the same whether the gateway crashes after any message or never", async () => {
    const messages = [
      part("main", 10),
      part("press", 4),
      part("main", 20, later(1)),
      part("press", 5, { version: 2 }),
      part("press", 9, later(1)),
      part("main", 12, { version: 2 }),
    ];
    const expected = ["rest 6 measured v1", "rest 5 measured v2", "rest 11 measured v1", "rest 7 measured v3"];
    for (let crashAt = 0; crashAt <= messages.length; crashAt++) {
      const store = new MemoryStore();
      let runner = runnerOf(store);
      for (const [index, message] of messages.entries()) {
        // The crash comes after the part is durable and before it has been seen.
        if (index === crashAt) await store.commit({ records: [message] });
        if (index === crashAt) {
          runner = runnerOf(store);
          await runner.restore(
            ["interval"],
            () => start,
            () => undefined,
          );
        }
        await journalled(store, runner, message, start);
      }
      assert.deepEqual(kept(store), expected, `crash at ${crashAt}`);
    }
  });

  it("that are described only now are computed from all that the journal holds", async () => {
    const store = new MemoryStore();
    const days = [0, 1, 2].flatMap((n) => [part("main", 10 + n, later(n)), part("press", 4, later(n))]);
    await store.commit({ records: [...days, part("press", 5, { ...later(1), version: 2 })] });
    await runnerOf(store).restore(
      ["interval"],
      () => start + 8000 * hour,
      () => undefined,
    );
    assert.deepEqual(kept(store), ["rest 6 measured v1", "rest 6 measured v1", "rest 8 measured v1"]);
  });
});

describe("the live value of a virtual meter", () => {
  it("is not known while a part of it is not", () => {
    const form = [
      { meter: "main", factor: 1 },
      { meter: "press", factor: -0.5 },
    ];
    assert.equal(
      virtualValue(form, (meter) => (meter === "main" ? 10.3 : 0.2)),
      10.2,
    );
    assert.equal(
      virtualValue(form, (meter) => (meter === "main" ? 10 : null)),
      null,
    );
  });
});
