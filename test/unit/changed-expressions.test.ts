import assert from "node:assert/strict";
import type { Interval, MeterEvent } from "../../dist/lib/contract/messages.js";
import { virtualMeters } from "../../dist/lib/metering/virtual/virtual-meters.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import type { Store } from "../../dist/lib/store/store.js";
import { noon, quarter } from "../support/journal-flow.ts";
import { MemoryStore } from "../support/memory-store.ts";

/** A gateway whose virtual meter is described otherwise after each restart. */
class Gateway {
  readonly store = new MemoryStore();
  #runner: StepRunner<unknown, unknown> | undefined;

  async start(expression: string, now: number, more: object = {}): Promise<void> {
    const config = virtualMeters.parseConfig({ meters: [{ id: "rest", expression }], ...more });
    const runner = new StepRunner(virtualMeters, config, "v", this.store as unknown as Store);
    this.#runner = runner as never;
    await runner.restore(
      ["interval"],
      () => now,
      () => undefined,
    );
    await runner.recount(() => undefined);
    await runner.checkpoint();
  }

  async count(...messages: Interval[]): Promise<void> {
    for (const message of messages) {
      const { seqs } = await this.store.commit({ records: [message] });
      await this.#runner?.input({ type: "message", message }, message.to, seqs[0]);
    }
    await this.#runner?.checkpoint();
  }

  get rest(): string[] {
    return this.#kept
      .filter((payload) => payload.kind === "interval")
      .filter(({ meter }) => meter === "rest")
      .map(({ from, quantity, amount, version, reasons }) => {
        return `${(from - noon) / 900_000} ${quantity.slice(14)} ${amount} v${version} ${reasons}`.trim();
      });
  }

  get corrections(): MeterEvent[] {
    return this.#kept.filter((payload) => payload.kind === "event");
  }

  get #kept() {
    return this.store.records.map(({ payload }) => payload);
  }
}

const both = (index: number, main: number, press: number): Interval[] => [
  quarter(index, { meter: "main", amount: main }),
  quarter(index, { meter: "press", amount: press }),
];

describe("a virtual meter whose expression has changed", () => {
  const day = 24 * 3_600_000;

  it("is computed again with the next version, as far back as the month before", async () => {
    const gateway = new Gateway();
    const long = -96 * 70;
    await gateway.start("main - press", noon);
    await gateway.count(...both(long, 10, 4), ...both(0, 10, 4), ...both(1, 20, 5));
    await gateway.start("main - 0.5 * press", noon + day);
    assert.deepEqual(gateway.rest, [
      `${long} import 6 v1`,
      "0 import 6 v1",
      "1 import 15 v1",
      "0 import 8 v2 expression-changed",
      "1 import 17.5 v2 expression-changed",
    ]);
  });

  it("leaves one record of what changed and why", async () => {
    const gateway = new Gateway();
    await gateway.start("main - press", noon);
    await gateway.count(...both(0, 10, 4), ...both(1, 20, 5));
    await gateway.start("main", noon + day);
    assert.deepEqual(
      gateway.corrections.map(({ meter, at, cause, intervals, before, after }) => [
        meter,
        at,
        cause,
        intervals,
        before,
        after,
      ]),
      [["rest", noon, "expression-changed", 2, 21, 30]],
    );
  });

  it("is not computed again where the same is only written otherwise, nor at every start", async () => {
    const gateway = new Gateway();
    await gateway.start("main - press", noon);
    await gateway.count(...both(0, 10, 4));
    await gateway.start("-press + main", noon + day);
    await gateway.start("main", noon + day);
    await gateway.start("main", noon + 2 * day);
    assert.deepEqual(gateway.rest, ["0 import 6 v1", "0 import 10 v2 expression-changed"]);
  });

  it("does not take the reason for a difference when a part comes again", async () => {
    const gateway = new Gateway();
    await gateway.start("main - press", noon);
    await gateway.count(...both(0, 10, 4));
    await gateway.start("main", noon + day);
    await gateway.count(quarter(0, { meter: "main", amount: 10, version: 2 }));
    assert.deepEqual(gateway.rest, ["0 import 6 v1", "0 import 10 v2 expression-changed"]);
  });

  it("computes the past of one that is added beside others", async () => {
    const gateway = new Gateway();
    await gateway.start("main - press", noon);
    await gateway.count(...both(0, 10, 4));
    const config = {
      meters: [
        { id: "rest", expression: "main - press" },
        { id: "twice", expression: "2 * main" },
      ],
    };
    await gateway.start("", noon + day, config);
    const added = gateway.store.records.map(({ payload }) => payload).filter((payload) => payload.kind === "interval");
    assert.deepEqual(
      added.filter(({ meter }) => meter === "twice").map(({ amount, version }) => [amount, version]),
      [[20, 1]],
    );
  });
});

describe("a part that counts only a total", () => {
  const total = (index: number, amount: number) =>
    quarter(index, { meter: "press", quantity: "active_energy_total", amount });

  it("stands for the import that the other parts have", async () => {
    const gateway = new Gateway();
    await gateway.start("main - press", noon, { onlyTotal: ["press"] });
    await gateway.count(quarter(0, { meter: "main", amount: 10 }), total(0, 4));
    assert.deepEqual(gateway.rest, ["0 import 6 v1"]);
  });

  it("is found in the journal under its own name when another part is corrected", async () => {
    const gateway = new Gateway();
    await gateway.start("main - press", noon, { onlyTotal: ["press"], keepHours: 0 });
    await gateway.count(quarter(0, { meter: "main", amount: 10 }), total(0, 4), ...both(40, 1, 0));
    await gateway.count(quarter(0, { meter: "main", amount: 11, version: 2 }));
    assert.deepEqual(
      gateway.rest.filter((line) => line.startsWith("0 ")),
      ["0 import 6 v1", "0 import 7 v2"],
    );
  });

  it("keeps its name where all parts count only totals", async () => {
    const gateway = new Gateway();
    await gateway.start("a + press", noon, { onlyTotal: ["press", "a"] });
    await gateway.count({ ...total(0, 4), meter: "a" }, total(0, 4));
    assert.deepEqual(gateway.rest, ["0 total 8 v1"]);
  });
});
