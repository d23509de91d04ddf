import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { EnergyError } from "../../contract/error";
import type { ReportJob, ReportOutcome, ReportReply } from "./report-job";

/** A report of a large plant takes seconds on a slow machine; one that takes longer hangs. */
const longestMs = 180_000;

/** Makes one report in a thread of its own, which ends with it, so that its memory is only taken while it is needed. Rejects with what went wrong. */
export function runReportJob(job: ReportJob, signal?: AbortSignal): Promise<ReportOutcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, "report-worker.js"), { workerData: job, name: "report" });
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      void worker.terminate();
      settle();
    };
    const fail = (detail: string): void =>
      end(() => reject(new EnergyError("REPORT_FAILED", { month: job.month, detail })));
    const abort = (): void => fail("it was cancelled");
    const timer = setTimeout(() => fail(`it took longer than ${longestMs / 1000} s`), longestMs);
    signal?.addEventListener("abort", abort);
    worker.on("message", (reply: ReportReply) =>
      end(() => {
        if ("outcome" in reply) resolve(reply.outcome);
        else reject(new EnergyError(reply.error.code, reply.error.params));
      }),
    );
    worker.on("error", (error) => fail(error.message));
    worker.on("exit", () => fail("its thread ended"));
  });
}
