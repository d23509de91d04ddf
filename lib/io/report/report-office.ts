import { EnergyError } from "../../contract/error";
import type { ReportSettings } from "../../report/report-data";
import type { ReportRecord } from "../../report/report-edition";
import type { ReportFormat } from "../../report/report-format";
import { monthNamed } from "../../report/report-month";
import type { ReportTexts } from "../../report/report-texts";
import type { SiteModel } from "../../site/site-model";
import type { Store } from "../../store/store";
import { packSite } from "../site-parcel";
import type { ReportOutcome } from "./report-job";
import { runReportJob } from "./run-report-job";

export interface ReportSources {
  readonly site: SiteModel;
  readonly store: Pick<Store, "states" | "commit">;
  /** The file that `store` is kept in. */
  readonly journal: string;
  /** Of the site; the usual ones when absent. */
  readonly settings?: ReportSettings | undefined;
}

export interface ReportOrder {
  /** `2026-10`. */
  readonly month: string;
  readonly now: number;
  readonly formats: readonly ReportFormat[];
  readonly language: string;
  readonly settings: ReportSettings;
  readonly mail?: Partial<ReportTexts["mail"]>;
  /** Digests of content that need not be rendered: the caller has it. */
  readonly unless?: readonly string[];
  /** Only look what it would be: no version is given. */
  readonly preview?: boolean;
}

/** Under which the versions of reports are kept: one list, whoever makes them. */
const bookName = "usage-report";
const bookVersion = 1;

/** By journal: the order in which reports are made, so that no version is given twice. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Makes the report of a month and gives it its version, which is remembered in the journal. One after the other. Rejects with
 * API_NOT_FOUND for a month that has not begun or is none, STORE_…, DEPENDENCY_MISSING or REPORT_FAILED.
 */
export function orderReport(sources: ReportSources, order: ReportOrder, signal?: AbortSignal): Promise<ReportOutcome> {
  const work = (turns.get(sources.journal) ?? Promise.resolve()).then(() => make(sources, order, signal));
  const turn = work.catch(() => undefined);
  turns.set(sources.journal, turn);
  void turn.then(() => {
    if (turns.get(sources.journal) === turn) turns.delete(sources.journal);
  });
  return work;
}

async function make(
  { site, store, journal }: ReportSources,
  { preview, ...order }: ReportOrder,
  signal?: AbortSignal,
): Promise<ReportOutcome> {
  const month = monthNamed(order.month, site.timeZone);
  if (month.from > order.now) throw new EnergyError("API_NOT_FOUND", { what: "report", id: month.name });
  const key = `${site.id}/${month.name}`;
  const known = (await store.states(bookName)).find((entry) => entry.key === key && entry.version === bookVersion);
  const record = known?.state as ReportRecord | undefined;
  const job = { ...order, site: packSite(site), journal, ...(record && { record }) };
  const outcome = await runReportJob(job, signal);
  if (!preview && outcome.record && outcome.record.version !== record?.version) {
    await store.commit({ states: [{ node: bookName, key, version: bookVersion, seq: 0, state: outcome.record }] });
  }
  return outcome;
}
