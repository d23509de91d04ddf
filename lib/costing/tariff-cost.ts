import type { EnergyError } from "../contract/error";
import { toEnergyError } from "../contract/error";
import type { Interval, Message, Query, Reading } from "../contract/messages";
import type { Supply } from "../site/cost-model";
import { isBilledAs } from "../site/metered-energy";
import type { PastAnswer, PastQuestion, StepAnswer, StepModule, StepResult } from "../step/step";
import type { DynamicPrice } from "../tariff/bill-request";
import { calendarOf } from "../tariff/local-calendar";
import type { Tariff } from "../tariff/tariff";
import { answerQuery } from "./answer-query";
import { parseCostConfig } from "./cost-config";
import type { CostRules } from "./cost-rules";
import { liveCost, liveTariff, type UsedBefore } from "./live-cost";
import { priceQuantity, withoutOverlaps } from "./series-prices";

/** Output of each interval's cost, and of bills. */
export const costPort = 0;
export const billPort = 1;

/** Prices are known a day or two ahead; older ones are only asked for by bills, which read the journal. */
const mostPrices = 1000;
const keptPricesMs = 3 * 24 * 3_600_000;

export interface TariffCostState {
  /** What each supply has used this month, for tiers. */
  readonly used: Readonly<Record<string, UsedBefore>>;
  /** Recent and coming prices of each series, in the order of time. */
  readonly prices: Readonly<Record<string, readonly DynamicPrice[]>>;
}

const status = { code: "costing" } as const;

/** Intervals in, what they cost out; a query for a period is answered with the bills. One key per site. */
export const tariffCost: StepModule<CostRules, TariffCostState> = {
  name: "tariff-cost",
  stateVersion: 1,
  parseConfig: parseCostConfig,
  keyOf: (message: Message) =>
    message.kind === "interval" || message.kind === "reading" || message.kind === "query" ? message.site : undefined,
  initialState: () => ({ used: {}, prices: {} }),
  step(config, state, { message }, now): StepResult<TariffCostState> {
    if ("site" in message && (config.site ?? message.site) !== message.site) return { state, outputs: [], status };
    if (message.kind === "reading") return { state: withPrice(config, state, message, now), outputs: [], status };
    if (message.kind !== "interval") return { state, outputs: [], status };
    return costOfInterval(config, state, message);
  },
  *answer(config, query: Query, now): Generator<PastQuestion, StepAnswer, PastAnswer> {
    const { bills, errors } = yield* answerQuery(config, query, now);
    return { outputs: bills.map((payload) => ({ port: billPort, payload })), status, errors };
  },
};

function costOfInterval(rules: CostRules, state: TariffCostState, interval: Interval): StepResult<TariffCostState> {
  const { site, meter, from, to, version, quality } = interval;
  const supply = version > 0 && to - from === rules.intervalMs ? rules.supplyOf(meter) : undefined;
  const tariff = supply && rules.tariffs.get(supply.tariff);
  if (!supply || !tariff || !isBilledAs(interval.quantity, tariff.quantity)) return { state, outputs: [], status };
  const before = usedBefore(rules, state, supply, from);
  const next = supply.meter === meter ? withUse(state, supply, before, interval) : state;
  if (quality === "missing") return { state: next, outputs: [], status };
  try {
    const cost = liveCost(rules, liveTariffOf(tariff), interval, state.prices, before);
    return { state: next, outputs: [{ port: costPort, payload: { ...cost, site, version } }], status };
  } catch (thrown) {
    const error: EnergyError = toEnergyError(thrown);
    if (error.code !== "PRICE_MISSING") throw error;
    return { state: next, outputs: [], status: { code: "no-price" }, errors: [error] };
  }
}

const liveTariffs = new WeakMap<Tariff, Tariff>();

function liveTariffOf(tariff: Tariff): Tariff {
  const live = liveTariffs.get(tariff) ?? liveTariff(tariff);
  liveTariffs.set(tariff, live);
  return live;
}

function usedBefore({ timeZone }: CostRules, { used }: TariffCostState, { id }: Supply, at: number): UsedBefore {
  const calendar = calendarOf(timeZone);
  const { from } = calendar.month(calendar.dateAt(at).slice(0, 7));
  const known = used[id];
  return known?.from === from ? known : { from, amount: 0 };
}

function withUse(
  state: TariffCostState,
  { id }: Supply,
  before: UsedBefore,
  { amount, version, quality }: Interval,
): TariffCostState {
  // Corrections reach the tiers with the bill, which counts the month anew.
  if (version > 1 || quality === "missing") return state;
  return { ...state, used: { ...state.used, [id]: { ...before, amount: before.amount + amount } } };
}

function withPrice(rules: CostRules, state: TariffCostState, reading: Reading, now: number): TariffCostState {
  const price = reading.values[priceQuantity];
  if (price === undefined) return state;
  const { meter, at } = reading;
  const minutes = rules.prices.find(({ id }) => id === meter)?.minutes ?? 60;
  const known = (state.prices[meter] ?? []).filter((one) => one.from !== at && one.to > now - keptPricesMs);
  const prices = [...known, { from: at, to: at + minutes * 60_000, price }]
    .sort((a, b) => a.from - b.from)
    .slice(-mostPrices);
  return { ...state, prices: { ...state.prices, [meter]: withoutOverlaps(prices) } };
}
