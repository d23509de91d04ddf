import type { EnergyError, ErrorCode, ErrorParams } from "../contract/error";
import type { CostLine, LineReason } from "../contract/messages";
import { isUnbillable } from "../costing/answer-query";
import type { BearerKind } from "../costing/bearers";
import type { SharedBill } from "../costing/shared-bill";
import { SiteCosts } from "../costing/site-costs";
import { billMessage } from "../costing/supply-bill";
import type { SiteModel } from "../site/site-model";
import type { PastStore } from "../step/past-of-store";
import { calendarOf } from "../tariff/local-calendar";
import type { RunningPeak } from "../tariff/next-kilowatt";
import { type Posting, restCentre } from "../tariff/posting";
import { bad, type ParameterValues } from "./parameters";
import { formatTime } from "./time";

/** The answer but for the texts of what could not be billed. */
export interface CostsView {
  readonly [field: string]: unknown;
  readonly problems: readonly { readonly supply: string; readonly code: ErrorCode; readonly params: ErrorParams }[];
}

/** So that one request does not read the journal for minutes. */
const longestMs = 400 * 24 * 3_600_000;

/** The answer to `GET /api/costs` (`costsSchema`). Rejects with API_BAD_PARAMETER, and as `SiteCosts` does. */
export async function costsView(
  values: ParameterValues,
  site: SiteModel,
  store: PastStore,
  now: number,
): Promise<CostsView> {
  const calendar = calendarOf(site.timeZone);
  const to = (values.to ?? now) as number;
  const from = (values.from ?? calendar.month(calendar.dateAt(to - 1).slice(0, 7)).from) as number;
  if (from >= to) throw bad("from", "must be before to");
  if (to - from > longestMs) throw bad("from", "is too long ago: at most 400 days are billed at once");
  const by = (values.by ?? "machine") as BearerKind;
  const costs = new SiteCosts(site, store);
  const isRunning = calendar.dateAt(to - 1).slice(0, 7) === calendar.dateAt(now).slice(0, 7);
  const supplies: object[] = [];
  const problems: { supply: string; error: EnergyError }[] = [];
  for (const supply of site.supplies) {
    try {
      const shared = await costs.sharedOne(supply, { from, to }, by);
      const estimate = isRunning ? (await costs.estimate(supply, now))?.estimate : undefined;
      supplies.push(supplyView(site, shared, estimate, now));
    } catch (thrown) {
      if (!isUnbillable(thrown)) throw thrown;
      problems.push({ supply: supply.id, error: thrown });
    }
  }
  if (supplies.length === 0 && problems[0]) throw problems[0].error;
  return {
    from: formatTime(from),
    to: formatTime(to),
    currency: site.currency,
    timeZone: site.timeZone,
    by,
    supplies,
    problems: problems.map(({ supply, error: { code, params } }) => ({ supply, code, params })),
  };
}

interface Estimate {
  readonly peaks?: readonly RunningPeak[];
  readonly projected?: { readonly amount: string };
}

function supplyView(site: SiteModel, shared: SharedBill, estimate: Estimate | undefined, now: number): object {
  const { supply, bearers, allocation } = shared;
  const { amount, tariff, basis, provisional = false, lines, version } = billMessage(site.id, shared, now);
  return {
    supply: supply.id,
    name: supply.name,
    meter: supply.meter,
    tariff,
    amount,
    basis,
    provisional,
    version,
    lines: lines.map(lineView),
    bearers: bearers.map(({ id, name, parent }) => ({ id, name, parent: parent ?? null, ...bornBy(id, shared) })),
    rest: bornBy(restCentre, shared),
    estimate: estimate ? estimateView(estimate) : null,
  };

  function bornBy(id: string, { allocation: { postings } }: SharedBill): object {
    const total = allocation.totals.find(({ costCentre }) => costCentre === id);
    return {
      amount: total?.own ?? "0.00",
      withChildren: total?.withChildren ?? "0.00",
      components: postings.filter(({ costCentre }) => costCentre === id).map(postingView),
    };
  }
}

const postingView = ({ component, quantity, unit, amount }: Posting) => ({
  component,
  quantity: quantity ?? null,
  unit: unit ?? null,
  amount,
});

const lineView = ({ reason, ...line }: CostLine) => ({ ...line, ...(reason && { reason: reasonView(reason) }) });

/** Times are ISO 8601 outside. */
const reasonView = (reason: LineReason) => ({
  ...reason,
  ...(typeof reason.at === "number" && { at: formatTime(reason.at) }),
});

const estimateView = ({ peaks = [], projected }: Estimate) => ({
  peaks: peaks.map((peak) => ({ ...peak, period: peak.period ?? null, at: formatTime(peak.at) })),
  projected: projected?.amount ?? null,
});
