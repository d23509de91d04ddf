import type { UsePeriod } from "./model-shape";
import type { Use } from "./use-track";

/** What was counted of a day so far. */
export interface DayCount {
  readonly amount: number;
  readonly knownMs: number;
  /** The intervals that are in it, so that a corrected one replaces what it was. */
  readonly intervals: readonly (readonly [from: number, amount: number])[];
}

/** A local day of which not all is known yet; ms UTC, `to` exclusive. */
export interface UseDay {
  readonly from: number;
  readonly to: number;
  readonly use: DayCount;
  /** By meter and quantity. */
  readonly production: Readonly<Record<string, DayCount>>;
  /** When something last came of it. */
  readonly heardAt: number;
}

const nothing: DayCount = { amount: 0, knownMs: 0, intervals: [] };
/** A day of which less is known is left out; what is missing of the others is taken to be like the rest. */
const knownShare = 0.9;

export const newDay = ({ from, to }: { from: number; to: number }, now: number): UseDay => ({
  from,
  to,
  use: nothing,
  production: {},
  heardAt: now,
});

/** Adds what was used, or made where `product` says which. */
export function withCount(day: UseDay, use: Use, now: number, product?: string): UseDay {
  if (product === undefined) return { ...day, use: added(day.use, use, day), heardAt: now };
  const production = { ...day.production, [product]: added(day.production[product] ?? nothing, use, day) };
  return { ...day, production, heardAt: now };
}

function added(count: DayCount, use: Use, day: UseDay): DayCount {
  const ms = Math.min(use.to, day.to) - Math.max(use.from, day.from);
  const amount = (use.amount * ms) / (use.to - use.from);
  const before = use.isInterval ? count.intervals.findLast(([from]) => from <= use.from) : undefined;
  if (before?.[0] === use.from) {
    const intervals = count.intervals.map((one) => (one === before ? ([use.from, amount] as const) : one));
    return { ...count, amount: count.amount + amount - before[1], intervals };
  }
  return {
    amount: count.amount + amount,
    knownMs: count.knownMs + ms,
    intervals: use.isInterval ? withInterval(count.intervals, use.from, amount) : [],
  };
}

function withInterval(before: DayCount["intervals"], from: number, amount: number): DayCount["intervals"] {
  const intervals = [...before, [from, amount] as const];
  return from >= (before.at(-1)?.[0] ?? 0) ? intervals : intervals.sort((a, b) => a[0] - b[0]);
}

/** The day as the model takes it; undefined where its use, the weather or what was made is not known well enough. */
export function periodOf(
  day: UseDay,
  drivers: { readonly needsTemperature: boolean; readonly products: readonly string[]; readonly off?: boolean },
  temperature: number | undefined,
): UsePeriod | undefined {
  const amount = wholeOf(day.use, day);
  const made = drivers.products.map((product) => wholeOf(day.production[product] ?? nothing, day));
  if (amount === undefined || made.some((one) => one === undefined)) return undefined;
  if (drivers.needsTemperature && temperature === undefined) return undefined;
  return {
    from: day.from,
    amount,
    ...(drivers.needsTemperature && temperature !== undefined && { temperature }),
    ...(made.length > 0 && { production: made.reduce<number>((sum, one) => sum + (one ?? 0), 0) }),
    ...(drivers.off && { off: true }),
  };
}

function wholeOf({ amount, knownMs }: DayCount, { from, to }: UseDay): number | undefined {
  return knownMs < knownShare * (to - from) ? undefined : (amount * (to - from)) / knownMs;
}
