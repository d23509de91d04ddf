import { EnergyError } from "../contract/error";
import type { Bill, Invoice, Query } from "../contract/messages";
import type { Supply } from "../site/cost-model";
import type { PastAnswer, PastQuestion } from "../step/step";
import type { PeriodBill } from "../tariff/bill-request";
import { checkInvoice } from "../tariff/check-invoice";
import { compareTariffs } from "../tariff/compare";
import { estimateMonth } from "../tariff/estimate";
import { calendarOf } from "../tariff/local-calendar";
import type { Tariff } from "../tariff/tariff";
import type { CostRules } from "./cost-rules";
import { sharedBill } from "./shared-bill";
import { billMessage, supplyBill, supplyRequest, tariffOf } from "./supply-bill";

type Answering = Generator<PastQuestion, Bill, PastAnswer>;

/** What can be billed, and why the rest cannot. */
interface QueryAnswer {
  readonly bills: readonly Bill[];
  readonly errors: readonly EnergyError[];
}

/**
 * The bills that a query asks for, one for each supply it is about; one that lacks a price does not keep the others back. Throws
 * MESSAGE_INVALID, and where nothing can be billed PRICE_MISSING, TARIFF_MISSING or SHARES_INVALID.
 */
export function* answerQuery(
  rules: CostRules,
  query: Query,
  now: number,
): Generator<PastQuestion, QueryAnswer, PastAnswer> {
  const bills: Bill[] = [];
  const errors: EnergyError[] = [];
  for (const supply of suppliesOf(rules, query)) {
    try {
      bills.push(yield* answerOf(rules, supply, query, now));
    } catch (thrown) {
      if (!isUnbillable(thrown)) throw thrown;
      errors.push(thrown);
    }
  }
  if (bills.length === 0 && errors[0]) throw errors[0];
  return { bills, errors };
}

export const isUnbillable = (thrown: unknown): thrown is EnergyError =>
  thrown instanceof EnergyError && ["PRICE_MISSING", "TARIFF_MISSING", "SHARES_INVALID"].includes(thrown.code);

function answerOf(rules: CostRules, supply: Supply, query: Query, now: number): Answering {
  switch (query.ask ?? "bill") {
    case "bill":
      return plain(rules, supply, query, now);
    case "estimate":
      return estimated(rules, supply, query, now);
    case "comparison":
      return compared(rules, supply, query, now);
    case "check":
      return checked(rules, supply, query, now);
    case "postings":
      return posted(rules, supply, query, now);
  }
}

function* plain(rules: CostRules, supply: Supply, query: Query, now: number): Answering {
  return billMessage(query.site, yield* supplyBill(rules, supply, query), now);
}

/** Of the month in which the query's period ends, as far as it has come. */
function* estimated(rules: CostRules, supply: Supply, query: Query, now: number): Answering {
  const calendar = calendarOf(rules.timeZone);
  const until = Math.min(query.to, now);
  const month = calendar.month(calendar.dateAt(until - 1).slice(0, 7));
  const tariff = tariffOf(rules, supply.tariff);
  const gathered = yield* supplyRequest(rules, supply, { from: month.from, to: until }, tariff);
  const { soFar, projected, peaks } = estimateMonth(gathered.request, until);
  const estimate = { peaks, ...(projected && { projected: { amount: projected.amount, lines: projected.lines } }) };
  return { ...billMessage(query.site, { ...gathered, bill: soFar }, now), provisional: true, estimate };
}

/** What the same load would have cost by other tariffs, cheapest first. */
function* compared(rules: CostRules, supply: Supply, query: Query, now: number): Answering {
  const own = tariffOf(rules, supply.tariff);
  const others = query.tariffs?.map((id) => tariffOf(rules, id)) ?? sameQuantity(rules, own);
  const tariffs = [...new Set([own, ...others])];
  const gathered = yield* supplyRequest(rules, supply, query, own, others);
  const ranked = compareTariffs(gathered.request, tariffs);
  const bill = ranked.find((one) => one.bill.tariff === own.id)?.bill as PeriodBill;
  return {
    ...billMessage(query.site, { ...gathered, bill }, now),
    comparison: {
      tariffs: ranked.map(({ bill: { tariff, amount, lines }, ...difference }) => ({
        tariff,
        amount,
        ...difference,
        lines,
      })),
    },
  };
}

const sameQuantity = ({ tariffs }: CostRules, { quantity }: Tariff): Tariff[] =>
  [...tariffs.values()].filter((tariff) => tariff.quantity === quantity);

function* checked(rules: CostRules, supply: Supply, query: Query, now: number): Answering {
  const invoice: Invoice | undefined = query.invoice;
  if (!invoice) throw new EnergyError("MESSAGE_INVALID", { place: "invoice", detail: "is required" });
  const billed = yield* supplyBill(rules, supply, query);
  return { ...billMessage(query.site, billed, now), check: { ...checkInvoice(billed.bill, invoice) } };
}

function* posted(rules: CostRules, supply: Supply, query: Query, now: number): Answering {
  const shared = yield* sharedBill(rules, query.site, supply, query, "cost-centre");
  const { postings, totals } = shared.allocation;
  return {
    ...billMessage(query.site, shared, now),
    postings: postings.map((posting) => ({ ...posting })),
    totals: totals.map((total) => ({ ...total })),
  };
}

function suppliesOf(rules: CostRules, { meter, supply: id }: Query): readonly Supply[] {
  if (id !== undefined) {
    const supply = rules.supplies.find((one) => one.id === id);
    if (!supply) throw new EnergyError("MESSAGE_INVALID", { place: "supply", detail: `there is no supply "${id}"` });
    return [supply];
  }
  if (meter === undefined) return rules.supplies;
  const supply = rules.supplyOf(meter);
  if (!supply) throw new EnergyError("MESSAGE_INVALID", { place: "meter", detail: `"${meter}" draws from no supply` });
  // What a single machine would pay if it were billed by itself.
  return [{ ...supply, meter }];
}
