import assert from "node:assert/strict";
import { alertManager } from "../../dist/lib/alert/alert-manager.js";
import type { Condition } from "../../dist/lib/contract/messages.js";
import { StepRunner } from "../../dist/lib/step/step-runner.js";
import type { Store } from "../../dist/lib/store/store.js";
import { condition, minute, monday } from "../support/alerts.ts";
import { MemoryStore } from "../support/memory-store.ts";

/** How long a condition is on its way from its detector to the alert-manager. */
const onItsWayMs = 7;

class Plant {
  readonly store = new MemoryStore();
  now = monday;
  readonly runner = new StepRunner(
    alertManager,
    alertManager.parseConfig({ recipients: ["anna"], policies: [{ id: "all", holdSeconds: 0, steps: [{}] }] }),
    "alerts",
    this.store as unknown as Store,
  );

  async tell(more: Partial<Condition>, failure?: Error): Promise<void> {
    const message = condition({ at: this.now, since: this.now, ...more });
    const { seqs } = await this.store.commit({ records: [message] });
    this.now += onItsWayMs;
    this.store.failNext = failure;
    await this.runner.input({ type: "message", message }, this.now, seqs[0]);
  }

  restore(): Promise<void> {
    return this.runner.restore(
      ["condition"],
      () => this.now,
      () => undefined,
    );
  }

  changes(): string[] {
    return this.store.records.flatMap(({ payload }) => (payload.kind === "alert" ? [payload.change] : []));
  }
}

describe("alerts whose journal could not be written once", () => {
  it("are not raised again from all that the journal still holds", async () => {
    const plant = new Plant();
    await plant.restore();
    for (let day = 0; day < 3; day++) {
      await plant.tell({});
      plant.now += minute;
      await plant.tell({ active: false });
      plant.now += 1440 * minute;
    }
    const before = plant.changes();
    assert.deepEqual(before, ["raised", "cleared", "raised", "cleared", "raised", "cleared"]);
    await assert.rejects(plant.tell({}, new Error("disk full")), /disk full/);
    await plant.restore();
    assert.deepEqual(plant.changes(), [...before, "raised"]);
  });
});
