import type { LineReason } from "../contract/messages";
import type { BillPart } from "./bill-part";
import type { BillNote } from "./bill-request";
import { rounded } from "./charge";
import { type Decimal, decimalOf, written, zero } from "./decimal-number";
import { monthBefore } from "./local-calendar";
import type { MeteredPeaks } from "./metered-peaks";
import type { MeteredPeak } from "./peak";
import type { DemandComponent, Ratchet } from "./tariff";

/** What one price of a demand component is charged for in a month. */
export interface BilledDemand {
  readonly key: number;
  readonly billed: Decimal;
  readonly peak: MeteredPeak;
  readonly reason: LineReason;
}

/** The power that a component bills, for each of its prices that has hours in the month. */
export function billedDemands(component: DemandComponent, part: BillPart, peaks: MeteredPeaks): BilledDemand[] {
  const own = peaks.between(component, part.from, part.to);
  const active = component.aboveShare ? peaks.activeBetween(component, part.from, part.to) : [];
  return own.flatMap((peak, key) => {
    if (!peak) return [];
    const { value, reason } = demanded(component, part, peaks, peak, key);
    const free = (component.above ?? zero).plus((component.aboveShare ?? zero).times(active[key]?.value ?? zero));
    const over = value.gt(free) ? value.minus(free) : zero;
    const places = component.quantityDecimals;
    const billed = places === undefined ? over : rounded(over, { decimals: places, mode: "half-away" });
    return { key, billed, peak, reason: free.gt(zero) ? { ...reason, above: written(free) } : reason };
  });
}

/** The month's peak, or what a ratchet or a minimum makes of it. */
function demanded(
  component: DemandComponent,
  part: BillPart,
  peaks: MeteredPeaks,
  peak: MeteredPeak,
  key: number,
): { value: Decimal; reason: LineReason } {
  const { ratchet, minimum } = component;
  let value = peak.value;
  let reason: LineReason = { code: reasonCode(component), peak: written(value), at: peak.at };
  if (ratchet) {
    const before = highestBefore(component, part, peaks, key, ratchet);
    const floor = before?.value.times(ratchet.share);
    if (before && floor?.gt(value)) {
      value = floor;
      const { month } = before;
      reason = { ...reason, code: "ratchet", before: written(before.value), month, share: written(ratchet.share) };
    }
  }
  if (minimum?.gt(value)) {
    value = minimum;
    reason = { ...reason, code: "least-demand" };
  }
  return { value, reason };
}

function reasonCode({ peak }: DemandComponent): string {
  if (peak.kind === "coincident") return "coincident-peak";
  return peak.kind === "mean" ? "mean-of-peaks" : "peak";
}

function highestBefore(
  component: DemandComponent,
  part: BillPart,
  peaks: MeteredPeaks,
  key: number,
  ratchet: Ratchet,
): { value: Decimal; month: string } | undefined {
  let highest: { value: Decimal; month: string } | undefined;
  for (const month of lookbackMonths(ratchet, part.month.name)) {
    const value = peakBefore(component, part, peaks.ofMonth(component, month), key);
    if (value && (!highest || value.gt(highest.value))) highest = { value, month };
  }
  return highest;
}

/**
 * A season only says what a kW costs, so the peak of a month in another season counts too; a period has a peak of its
 * own.
 */
function peakBefore(
  component: DemandComponent,
  part: BillPart,
  ofMonth: readonly (MeteredPeak | undefined)[],
  key: number,
): Decimal | undefined {
  const isPeriod = (index: number): boolean =>
    Object.hasOwn(part.version.periods, component.prices[index]?.key ?? "") &&
    component.prices[index]?.key !== undefined;
  if (isPeriod(key)) return ofMonth[key]?.value;
  const values = ofMonth.flatMap((peak, index) => (peak && !isPeriod(index) ? [peak.value] : []));
  return values.reduce<Decimal | undefined>((high, value) => (high?.gte(value) ? high : value), undefined);
}

const namedReach = 11;

function lookbackMonths({ months }: Ratchet, month: string): string[] {
  const reach = typeof months === "number" ? months : namedReach;
  const before = Array.from({ length: reach }, (_, index) => monthBefore(month, index + 1));
  return typeof months === "number" ? before : before.filter((name) => months.includes(Number(name.slice(5))));
}

/** Says which months of the lookback the load does not hold from their begin. */
export function lookbackNotes(component: DemandComponent, part: BillPart): BillNote[] {
  if (!component.ratchet) return [];
  const begin = part.load.intervals(component.quantity)[0]?.from ?? Number.POSITIVE_INFINITY;
  const unknown = lookbackMonths(component.ratchet, part.month.name)
    .filter((name) => part.calendar.month(name).from < begin)
    .sort();
  if (unknown.length === 0) return [];
  return [{ code: "lookback-incomplete", component: component.id, months: unknown.join(", ") }];
}

/**
 * A yearly price on the highest power since January, in twelfths: what the year's peak so far costs until this month,
 * less what the months before were charged. The twelve months add up to the year's peak at the yearly price.
 */
export function settledYear(
  component: DemandComponent,
  part: BillPart,
  peaks: MeteredPeaks,
  { key, billed }: BilledDemand,
): Decimal {
  const begin = part.load.intervals(component.quantity)[0]?.from ?? part.from;
  const inYear = Number(part.month.name.slice(5)) - 1;
  const before = Array.from({ length: inYear }, (_, index) => monthBefore(part.month.name, index + 1)).filter(
    (name) => part.calendar.month(name).to > begin,
  );
  const values = before.flatMap((name) => peakBefore(component, part, peaks.ofMonth(component, name), key) ?? []);
  const past = values.reduce((high, value) => (value.gt(high) ? value : high), zero);
  const now = billed.gt(past) ? billed : past;
  const count = before.length;
  return now
    .times(count + 1)
    .minus(past.times(count))
    .div(decimalOf(12));
}
