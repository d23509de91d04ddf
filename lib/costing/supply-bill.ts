import { EnergyError } from "../contract/error";
import type { Bill } from "../contract/messages";
import type { PriceSeries, Supply } from "../site/cost-model";
import type { PastAnswer, PastQuestion } from "../step/step";
import { billOf } from "../tariff/bill";
import type { BillRequest, PeriodBill } from "../tariff/bill-request";
import type { Tariff } from "../tariff/tariff";
import type { CostRules } from "./cost-rules";
import { loadOfMeter } from "./load-of-meter";
import { pricesOf } from "./series-prices";
import { needsOf } from "./tariff-needs";

export interface Period {
  /** ms UTC; `to` exclusive. */
  readonly from: number;
  readonly to: number;
}

/** All that the bill of a supply is made from. */
export interface SupplyRequest {
  readonly supply: Supply;
  readonly request: BillRequest;
  /** How often its intervals have been corrected. */
  readonly corrections: number;
}

/** Gathers what a supply's bill by `tariff` is made from, and by `others`, which it is compared with. */
export function* supplyRequest(
  rules: CostRules,
  supply: Supply,
  { from, to }: Period,
  tariff: Tariff,
  others: readonly Tariff[] = [],
): Generator<PastQuestion, SupplyRequest, PastAnswer> {
  const { timeZone, currency, holidays } = rules;
  const needs = needsOf([tariff, ...others], from, timeZone);
  const { load, corrections } = yield* loadOfMeter(supply.meter, needs.quantities, needs.since, to);
  // Without supplies any meter may be asked for: one that nobody has ever heard of has no bill, not one of nothing.
  if (rules.supplies.length === 0 && Object.values(load).every((intervals) => intervals.length === 0)) {
    throw new EnergyError("MESSAGE_INVALID", {
      place: "meter",
      detail: `nothing of "${supply.meter}" is known in this period`,
    });
  }
  const series = needs.series.map((name) => seriesOf(rules, name));
  const prices = yield* pricesOf(series, from, to);
  return { supply, corrections, request: { tariff, load, from, to, timeZone, currency, holidays, prices } };
}

/** Names that no series declares are series of hourly prices: a tariff says what it needs. */
function seriesOf({ prices }: CostRules, name: string): PriceSeries {
  return prices.find(({ id }) => id === name) ?? { id: name, name, minutes: 60 };
}

/** The tariff by its id; throws CONFIG_INVALID. */
export function tariffOf({ tariffs }: CostRules, id: string): Tariff {
  const tariff = tariffs.get(id);
  if (tariff) return tariff;
  throw new EnergyError("CONFIG_INVALID", { place: "tariff", detail: `there is no tariff "${id}"` });
}

export interface SupplyBill extends SupplyRequest {
  readonly bill: PeriodBill;
}

/** Throws PRICE_MISSING where there is no price for an hour of the period. */
export function* supplyBill(
  rules: CostRules,
  supply: Supply,
  period: Period,
  tariff = tariffOf(rules, supply.tariff),
): Generator<PastQuestion, SupplyBill, PastAnswer> {
  const gathered = yield* supplyRequest(rules, supply, period, tariff);
  return { ...gathered, bill: billOf(gathered.request) };
}

/** As it travels. A period that is not over is provisional, whatever is known of it. */
export function billMessage(site: string, { supply, bill, corrections }: SupplyBill, now: number): Bill {
  const { from, to, lines, amount, currency, tariff, basis, notes, provisional } = bill;
  return {
    kind: "bill",
    site,
    meter: supply.meter,
    supply: supply.id,
    from,
    to,
    lines,
    amount,
    currency,
    tariff,
    basis,
    ...(notes.length > 0 && { notes: notes.map((note) => ({ ...note })) }),
    ...((provisional || to > now) && { provisional: true }),
    version: corrections + 1,
  };
}
