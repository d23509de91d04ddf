import { parentPort, workerData } from "node:worker_threads";
import { storeError } from "../store/sqlite";
import { makeReport } from "./make-report";
import type { ReportJob, ReportReply } from "./report-job";

/** Entry of the thread that makes one report and ends. */
const port = parentPort;
if (!port) throw new Error("runs as a worker thread only");

makeReport(workerData as ReportJob).then(
  (outcome) => port.postMessage({ outcome } satisfies ReportReply),
  (thrown) => {
    const { code, params } = storeError(thrown);
    port.postMessage({ error: { code, params } } satisfies ReportReply);
  },
);
