import { type FlowSpan, hourMs } from "./flow-span";

/** What flowed in each of the last hours, and the least flow of each day. Times are ms UTC. */
export interface FlowHours {
  /** The hour that is being filled begins here. */
  readonly hour: number;
  /** Amounts; the last is of that hour. An hour with a gap in it takes its share. */
  readonly amounts: readonly number[];
  /** Least flow of the last days, oldest first; per hour. */
  readonly minima: readonly number[];
}

export const noHours: FlowHours = { hour: 0, amounts: [], minima: [] };

const hoursKept = 25;
const daysKept = 28;
const hoursOfDay = 24;

/** Each hour takes its share of the spans. */
export function hoursAfter({ hour, amounts, minima }: FlowHours, spans: readonly FlowSpan[]): FlowHours {
  let filled: FlowHours = { hour, amounts: [...amounts], minima };
  for (const span of spans) filled = filledWith(filled, span);
  return filled;
}

function filledWith(before: FlowHours, { from, to, amount }: FlowSpan): FlowHours {
  let { hour, minima } = before;
  const amounts = before.amounts as number[];
  if (amounts.length === 0 || from - hour > 2 * hoursOfDay * hourMs) {
    hour = Math.floor(from / hourMs) * hourMs;
    amounts.splice(0, amounts.length, 0);
  }
  for (let at = from; at < to; ) {
    while (at >= hour + hourMs) {
      hour += hourMs;
      amounts.push(0);
      if (amounts.length > hoursKept) amounts.shift();
      if (hour % (hoursOfDay * hourMs) === 0) minima = [...minima, leastOf(amounts.slice(0, -1))].slice(-daysKept);
    }
    const end = Math.min(to, hour + hourMs);
    amounts[amounts.length - 1] = (amounts.at(-1) ?? 0) + (amount * (end - at)) / (to - from);
    at = end;
  }
  return { hour, amounts, minima };
}

const leastOf = (amounts: readonly number[]): number => round(Math.min(...amounts, Number.MAX_VALUE));
const round = (flow: number): number => Math.round(flow * 1e6) / 1e6;

/** The least flow over `width` whole hours within the last day; undefined before there are as many. */
export function leastFlow({ amounts }: FlowHours, width: number): number | undefined {
  const whole = amounts.slice(0, -1);
  if (whole.length < Math.max(width, hoursOfDay / 2)) return undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at + width <= whole.length; at++) {
    const sum = whole.slice(at, at + width).reduce((total, amount) => total + amount, 0);
    least = Math.min(least, sum / width);
  }
  return round(least);
}

/** The flow that never stops: the median of the daily least ones. Undefined within the first week. */
export function baseFlow({ minima }: FlowHours): number | undefined {
  if (minima.length < 7) return undefined;
  const sorted = [...minima].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
