import { EnergyError } from "../../contract/error";
import type { Bill } from "../../contract/messages";
import { costRulesOf } from "../../costing/cost-rules";
import { sharedBill } from "../../costing/shared-bill";
import { billMessage, type Period } from "../../costing/supply-bill";
import type { MonthCosts, ReportCosts } from "../../report/month-costs";
import type { SiteModel } from "../../site/site-model";
import type { PastAnswer, PastQuestion } from "../../step/step";
import { parseTariff } from "../../tariff/parse-tariff";
import type { Posting } from "../../tariff/posting";
import type { JournalReader } from "../store/journal-reader";

interface CostPeriods {
  readonly month: Period;
  readonly before: Period;
  readonly lastYear: Period;
}

/** Nothing else is left of a time in which nobody measured but fees. */
const hardlyMeasured = 0.99;
const pageSize = 5000;

/**
 * What the month cost and those it is compared with, straight from the journal: call it in a worker thread. Where a price or a tariff
 * is missing there is no bill, and `gap` says why. Throws STORE_FAILED.
 */
export function journalCosts(reader: JournalReader, site: SiteModel, periods: CostPeriods, now: number): ReportCosts {
  if (site.supplies.length === 0 || periods.month.from >= periods.month.to) return {};
  // Decimal prices do not survive the way into a thread: the tariffs are parsed again as they were written.
  const tariffs = site.tariffDocuments.map((written) => parseTariff(written));
  const of = (period: Period) => costsOf(reader, { ...site, tariffs }, period, now);
  try {
    const month = of(periods.month);
    const before = known(() => of(periods.before));
    const lastYear = known(() => of(periods.lastYear));
    return { month, ...(before && { before }), ...(lastYear && { lastYear }) };
  } catch (thrown) {
    if (!isGap(thrown)) throw thrown;
    return { gap: { code: thrown.code, params: thrown.params } };
  }
}

const isGap = (thrown: unknown): thrown is EnergyError =>
  thrown instanceof EnergyError && ["PRICE_MISSING", "TARIFF_MISSING", "SHARES_INVALID"].includes(thrown.code);

/** Only to compare with: what cannot be billed, or was hardly measured, is no data. */
function known(costs: () => MonthCosts): MonthCosts | undefined {
  try {
    const found = costs();
    return found.bills.some(({ basis }) => (basis?.missing ?? 0) > hardlyMeasured) ? undefined : found;
  } catch (thrown) {
    if (isGap(thrown)) return undefined;
    throw thrown;
  }
}

function costsOf(reader: JournalReader, site: SiteModel, period: Period, now: number): MonthCosts {
  const rules = costRulesOf(site);
  const bills: Bill[] = [];
  const postings: Posting[] = [];
  for (const supply of site.supplies) {
    const shared = answered(reader, site.id, sharedBill(rules, site.id, supply, period, "cost-centre"));
    bills.push(billMessage(site.id, shared, now));
    postings.push(...shared.allocation.postings);
  }
  return { bills, postings };
}

function answered<R>(reader: JournalReader, site: string, asking: Generator<PastQuestion, R, PastAnswer>): R {
  let turn = asking.next();
  while (!turn.done) turn = asking.next(answer(reader, site, turn.value));
  return turn.value;
}

function answer(reader: JournalReader, site: string, question: PastQuestion): PastAnswer {
  if (!("meter" in question) || question.meter === undefined) return [];
  const { meter } = question;
  if (question.ask === "readings") {
    const { from, limit } = question;
    return reader.readings({ site, meter, from, to: Number.MAX_SAFE_INTEGER, limit }).items;
  }
  const { from, to, quantity } = question;
  const about = { site, meter, from, to, limit: pageSize, ...(quantity !== undefined && { quantity }) };
  const intervals = [];
  let page = reader.intervals(about);
  intervals.push(...page.items);
  while (page.next !== undefined) {
    page = reader.intervals({ ...about, cursor: page.next });
    intervals.push(...page.items);
  }
  return intervals;
}
