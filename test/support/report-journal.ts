import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Interval } from "../../dist/lib/contract/messages.js";
import { openStore } from "../../dist/lib/io/store/open-store.js";
import type { SiteModel } from "../../dist/lib/site/site-model.js";
import type { Store } from "../../dist/lib/store/store.js";
import { steelIntervals, steelSite } from "./steel-report.ts";

/** A journal with two months of the steel works, in a folder of its own. */
export class ReportJournal {
  readonly folder = mkdtempSync(join(tmpdir(), "energy-report-"));
  readonly file = join(this.folder, "journal.db");
  readonly #lease = openStore(this.file, { maxAgeDays: 36_500, maxBytes: 1e12 });

  get store(): Store {
    return this.#lease.store;
  }

  async fill(from: string, to: string, site: SiteModel = steelSite): Promise<void> {
    for (const { id } of site.meters) {
      const records = steelIntervals(id, Date.parse(from), Date.parse(to));
      await this.commit(records.map((interval) => ({ ...interval, site: site.id })));
    }
  }

  async commit(records: readonly Interval[]): Promise<void> {
    for (let first = 0; first < records.length; first += 1000) {
      await this.store.commit({ records: records.slice(first, first + 1000) });
    }
  }

  async remove(): Promise<void> {
    await this.#lease.release();
    rmSync(this.folder, { recursive: true });
  }
}
