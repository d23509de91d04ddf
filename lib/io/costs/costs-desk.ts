import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { CostsOf } from "../../api/answer";
import { EnergyError } from "../../contract/error";
import type { PeriodCosts } from "../../costing/site-costs";
import type { Period } from "../../costing/supply-bill";
import type { SiteModel } from "../../site/site-model";
import { packSite } from "../site-parcel";
import type { CostsJob, CostsReply, CostsTask } from "./costs-job";

/** A year of a large plant takes seconds on a slow machine; what takes longer hangs. */
const longestMs = 120_000;

/** One after the other: two cores are enough for one that bills beside the flows. */
let turn: Promise<unknown> = Promise.resolve();

/** The answer to `GET /api/costs`, worked out in a thread of its own. Rejects as `costsView` does. */
export const costsViewOf = (site: SiteModel, journal: string, now: number): CostsOf => {
  return async (values) => {
    const reply = await ask(site, journal, now, { kind: "view", values });
    return (reply as Extract<CostsReply, { view: object }>).view as Awaited<ReturnType<CostsOf>>;
  };
};

/** Bills and postings of a period, worked out in a thread of their own. Rejects as `SiteCosts` does. */
export async function costsOfPeriod(
  site: SiteModel,
  journal: string,
  period: Period,
  now: number,
): Promise<PeriodCosts> {
  const reply = await ask(site, journal, now, { kind: "period", period });
  return (reply as Extract<CostsReply, { costs: PeriodCosts }>).costs;
}

function ask(site: SiteModel, journal: string, now: number, task: CostsTask): Promise<CostsReply> {
  const asked = turn.then(() => run({ journal, site: packSite(site), now, task }));
  turn = asked.catch(() => undefined);
  return asked;
}

function run(job: CostsJob): Promise<CostsReply> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, "costs-worker.js"), { workerData: job, name: "costs" });
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      void worker.terminate();
      settle();
    };
    const fail = (detail: string): void => end(() => reject(new EnergyError("INTERNAL", { detail })));
    const timer = setTimeout(() => fail(`billing took longer than ${longestMs / 1000} s`), longestMs);
    worker.on("message", (reply: CostsReply) =>
      end(() => {
        if ("error" in reply) reject(new EnergyError(reply.error.code, reply.error.params));
        else resolve(reply);
      }),
    );
    worker.on("error", (error) => fail(error.message));
    worker.on("exit", () => fail("the thread that bills ended"));
  });
}
