import { EnergyError } from "../../contract/error";
import type { Bill, Interval } from "../../contract/messages";
import { answerQuery } from "../../costing/answer-query";
import { costRulesOf } from "../../costing/cost-rules";
import { SiteCosts } from "../../costing/site-costs";
import type { ReportCosts } from "../../report/month-costs";
import type { SiteModel } from "../../site/site-model";
import { answerFromPast, type PastStore } from "../../step/past-of-store";
import type { IntervalsQuery, Page } from "../../store/store";
import type { JournalReader } from "../store/journal-reader";
import type { Stretch } from "./journal-use";
import type { KeptIntervals } from "./kept-intervals";

/** Of a month that is compared, more than this share of a bill's time must not be missing. */
const mostMissing = 0.02;

export interface CostStretches {
  readonly month: Stretch;
  readonly before: Stretch;
  readonly lastYear: Stretch;
}

/**
 * What a site's supplies cost, straight from the journal: call it in a worker thread. A missing price or tariff of the month is its
 * `problem`, that of another month only makes it incomparable.
 */
export async function journalCosts(
  reader: JournalReader,
  kept: KeptIntervals,
  site: SiteModel,
  { month, before, lastYear }: CostStretches,
  now: number,
): Promise<ReportCosts> {
  if (site.supplies.length === 0 || month.to <= month.from) return {};
  const past: PastStore = {
    readings: async (query) => reader.readings(query),
    readingsBefore: async (query) => reader.readingsBefore(query),
    intervals: async (query) => fromKept(kept, query) ?? reader.intervals(query),
  };
  try {
    const [own, earlier, yearAgo] = [
      await new SiteCosts(site, past).of(month, now),
      await comparableBills(past, site, before, now),
      await comparableBills(past, site, lastYear, now),
    ];
    return { month: own, ...(earlier && { before: earlier }), ...(yearAgo && { lastYear: yearAgo }) };
  } catch (thrown) {
    if (!(thrown instanceof EnergyError) || thrown.code === "STORE_FAILED") throw thrown;
    return { problem: { code: thrown.code, params: thrown.params } };
  }
}

function fromKept(
  kept: KeptIntervals,
  { meter, quantity, step, from, to }: IntervalsQuery,
): Page<Interval> | undefined {
  if (meter === undefined || quantity === undefined || step !== undefined || !kept.holds(from, to)) return undefined;
  return { items: kept.of(meter, quantity).filter((interval) => interval.from >= from && interval.from < to) };
}

async function comparableBills(past: PastStore, site: SiteModel, { from, to }: Stretch, now: number) {
  if (to <= from) return undefined;
  const query = { kind: "query", site: site.id, from, to } as const;
  let bills: readonly Bill[];
  try {
    const answer = await answerFromPast(past, site.id, answerQuery(costRulesOf(site), query, now));
    // The sum of some supplies compares with nothing.
    if (answer.errors.length > 0) return undefined;
    bills = answer.bills;
  } catch (thrown) {
    if (thrown instanceof EnergyError && thrown.code !== "STORE_FAILED") return undefined;
    throw thrown;
  }
  const isComparable = ({ basis }: Bill): boolean => basis !== undefined && basis.missing <= mostMissing;
  return bills.every(isComparable) ? { bills, postings: [] } : undefined;
}
