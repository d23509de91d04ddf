import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Interval, Reading } from "../../dist/lib/contract/messages.js";
import energyJournal from "../../dist/nodes/energy-journal.js";
import energyStore from "../../dist/nodes/energy-store.js";
import history from "../../dist/nodes/history.js";
import { helper } from "./node-red.ts";

export const storeId = "e520000000000001";
export const noon = Date.UTC(2026, 0, 5, 12);

/** Flows of the nodes over one journal in a folder of its own. */
export class JournalFlow {
  readonly folder = mkdtempSync(join(tmpdir(), "energy-journal-"));
  readonly file = join(this.folder, "journal.db");

  /** Closes what runs, then starts the journal with these nodes; `types` are those beyond its own. */
  async load(nodes: readonly object[], store: object = {}, types: readonly object[] = []): Promise<void> {
    await helper.unload();
    await helper.load(
      [energyStore.default, energyJournal.default, history.default, ...types] as never,
      [{ id: storeId, type: "energy-store", file: this.file, ...store }, ...nodes] as never,
    );
  }

  async remove(): Promise<void> {
    await helper.unload();
    rmSync(this.folder, { recursive: true });
  }
}

export const reading = (minute: number, more: object = {}): Reading => ({
  kind: "reading",
  site: "works",
  meter: "m1",
  at: noon + minute * 60_000,
  values: { active_power: minute },
  quality: "good",
  ...more,
});

export const quarter = (index: number, more: object = {}): Interval => ({
  kind: "interval",
  site: "works",
  meter: "m1",
  quantity: "active_energy_import",
  from: noon + index * 900_000,
  to: noon + (index + 1) * 900_000,
  amount: index,
  quality: "measured",
  reasons: [],
  version: 1,
  ...more,
});
