import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reading } from "../../dist/lib/contract/messages.js";
import type { JournalState } from "../../dist/lib/io/store/journal-threads.js";
import { openStore, type StoreLease } from "../../dist/lib/io/store/open-store.js";

const start = Date.UTC(2026, 0, 5, 9, 0);

/** The reading of second `n`. */
export const readingAt = (n: number, meter = "m1"): Reading => ({
  kind: "reading",
  site: "works",
  meter,
  at: start + n * 1000,
  values: { active_power: n / 8 },
  quality: "good",
});

export const readingsFrom = (n: number, count: number, meter = "m1"): Reading[] =>
  Array.from({ length: count }, (_, index) => readingAt(n + index, meter));

/** A folder for one journal, opened and closed as often as a test likes. */
export class JournalFolder {
  readonly folder = mkdtempSync(join(tmpdir(), "energy-journal-"));
  readonly file = join(this.folder, "deep", "journal.db");
  readonly states: JournalState[] = [];
  readonly #leases = new Set<StoreLease>();

  open(limits = { maxAgeDays: 400, maxBytes: 1e9 }): StoreLease {
    const lease = openStore(this.file, limits, (state) => this.states.push(state));
    this.#leases.add(lease);
    return lease;
  }

  async close(): Promise<void> {
    for (const lease of this.#leases) await lease.release();
    this.#leases.clear();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
