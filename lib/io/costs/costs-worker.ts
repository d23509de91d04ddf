import { parentPort, workerData } from "node:worker_threads";
import { costsView } from "../../api/costs";
import { SiteCosts } from "../../costing/site-costs";
import { unpackSite } from "../site-parcel";
import { openForReading } from "../store/journal-file";
import { JournalReader } from "../store/journal-reader";
import { storeError } from "../store/sqlite";
import type { CostsJob, CostsReply } from "./costs-job";

/** Entry of the thread that bills once and ends: a year of fifty meters takes seconds, which the flows must not wait for. */
const port = parentPort;
if (!port) throw new Error("runs as a worker thread only");

async function work({ journal, site: parcel, now, task }: CostsJob): Promise<CostsReply> {
  const site = unpackSite(parcel);
  const db = openForReading(journal);
  try {
    const reader = new JournalReader(db);
    const past = {
      readings: async (query: Parameters<JournalReader["readings"]>[0]) => reader.readings(query),
      readingsBefore: async (query: Parameters<JournalReader["readingsBefore"]>[0]) => reader.readingsBefore(query),
      intervals: async (query: Parameters<JournalReader["intervals"]>[0]) => reader.intervals(query),
    };
    if (task.kind === "period") return { costs: await new SiteCosts(site, past).of(task.period, now) };
    return { view: await costsView(task.values, site, past, now) };
  } finally {
    db.close();
  }
}

work(workerData as CostsJob).then(
  (reply) => port.postMessage(reply),
  (thrown) => {
    const { code, params } = storeError(thrown);
    port.postMessage({ error: { code, params } } satisfies CostsReply);
  },
);
