import { type FlowSpan, hourMs } from "./flow-span";

/** What flowed in each of the last hours, and the least flow of each day. Times are ms UTC. */
export interface FlowHours {
  /** The hour that is being filled begins here. */
  readonly hour: number;
  /** Amounts; the last is of that hour. null: nobody knows, there was a gap. */
  readonly amounts: readonly (number | null)[];
  /** Least flow of the last days of which enough is known, oldest first; per hour. */
  readonly minima: readonly number[];
}

export const noHours: FlowHours = { hour: 0, amounts: [], minima: [] };

const hoursKept = 25;
const daysKept = 28;
const hoursOfDay = 24;
/** With less of a day known, its least flow may be that of its busy hours. */
const leastKnown = 12;

/** How finely a flow is asked for: over so many hours each, so that a pulse is no great part of it. */
export interface FlowGrain {
  readonly width: number;
  /** A longer span is a gap, ms. */
  readonly longestMs: number;
}

const dayOf = (at: number): number => Math.floor(at / (hoursOfDay * hourMs));

/** Each hour takes its share of the spans. */
export function hoursAfter(before: FlowHours, spans: readonly FlowSpan[], grain: FlowGrain): FlowHours {
  let { hour, minima } = before;
  const amounts = [...before.amounts];
  for (const { from, to, amount } of spans) {
    if (amounts.length === 0 || from - hour > 2 * hoursOfDay * hourMs) {
      hour = Math.floor(from / hourMs) * hourMs;
      amounts.splice(0, amounts.length, from > hour ? null : 0);
    }
    for (let at = from; at < to; ) {
      while (at >= hour + hourMs) {
        if (dayOf(hour + hourMs) > dayOf(hour)) minima = minimaWith(minima, amounts, grain.width);
        hour += hourMs;
        amounts.push(0);
        if (amounts.length > hoursKept) amounts.shift();
      }
      const end = Math.min(to, hour + hourMs);
      const known = to - from > grain.longestMs ? null : (amounts.at(-1) ?? null);
      amounts[amounts.length - 1] = known === null ? null : known + (amount * (end - at)) / (to - from);
      at = end;
    }
  }
  return { hour, amounts, minima };
}

function minimaWith(minima: readonly number[], amounts: readonly (number | null)[], width: number): readonly number[] {
  const least = leastOf(amounts.slice(-hoursOfDay), width);
  return least === undefined ? minima : [...minima, least].slice(-daysKept);
}

/** The least flow over `width` whole hours within the last day; undefined where too little of it is known. */
export const leastFlow = ({ amounts }: FlowHours, width: number): number | undefined =>
  leastOf(amounts.slice(0, -1), width);

function leastOf(amounts: readonly (number | null)[], width: number): number | undefined {
  let least = Number.POSITIVE_INFINITY;
  let known = 0;
  let sum = 0;
  for (let at = 0, whole = 0; at < amounts.length; at++) {
    const amount = amounts[at] ?? null;
    if (amount === null) {
      whole = 0;
      sum = 0;
      continue;
    }
    known += 1;
    whole += 1;
    sum += amount - (whole > width ? (amounts[at - width] as number) : 0);
    if (whole >= width) least = Math.min(least, sum / width);
  }
  return known < leastKnown || least === Number.POSITIVE_INFINITY ? undefined : Math.round(least * 1e6) / 1e6;
}

/** The flow that never stops: the median of the daily least ones. Undefined within the first week. */
export function baseFlow({ minima }: FlowHours): number | undefined {
  return minima.length < 7 ? undefined : medianOf(minima);
}

/** The lower of the two in the middle. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] as number;
}
