import { EnergyError } from "../contract/error";
import { quantityNamed } from "../metering/quantities";
import { ratioBetween } from "../metering/units";
import { CompensatedSum } from "./compensated-sum";
import { type Decimal, decimalOf } from "./decimal-number";
import type { Load, LoadInterval } from "./load";
import type { LocalCalendar } from "./local-calendar";
import type { Conversion, Tariff } from "./tariff";

/** What stands in for a quantity that a meter does not count. */
const substitutes: Readonly<Record<string, string>> = { active_energy_import: "active_energy_total" };

/** A load as a tariff bills it: gas converted to kWh where the tariff says so. */
export class MeteredLoad {
  readonly #load: Load;
  readonly #tariff: Tariff;
  readonly #calendar: LocalCalendar;
  readonly #prepared = new Map<string, readonly LoadInterval[]>();

  constructor(load: Load, tariff: Tariff, calendar: LocalCalendar) {
    this.#load = load;
    this.#tariff = tariff;
    this.#calendar = calendar;
  }

  /** In the order of time; empty where nothing was measured. */
  intervals(quantity: string): readonly LoadInterval[] {
    let intervals = this.#prepared.get(quantity);
    if (!intervals) {
      intervals = this.#load[quantity] ?? this.#load[substitutes[quantity] ?? ""] ?? [];
      checkOrder(intervals, quantity);
      if (quantity === this.#tariff.quantity && this.#tariff.conversions.length > 0) {
        intervals = converted(intervals, this.#tariff.conversions, this.#calendar);
      }
      this.#prepared.set(quantity, intervals);
    }
    return intervals;
  }

  /** How much of `quantity` is one of `unit`, in the unit of `intervals`. */
  unitSize(quantity: string, unit: string): Decimal {
    const isConverted = quantity === this.#tariff.quantity && this.#tariff.conversions.length > 0;
    const { numerator, denominator } = ratioBetween(unit, isConverted ? "kWh" : quantityNamed(quantity).unit);
    return decimalOf(numerator).div(denominator);
  }

  /** What was used between two times. */
  use(quantity: string, from: number, to: number): number {
    const sum = new CompensatedSum();
    eachPart(this.intervals(quantity), [{ from, to }], ({ amount }) => sum.add(amount));
    return sum.value;
  }
}

function checkOrder(intervals: readonly LoadInterval[], quantity: string): void {
  let end = Number.NEGATIVE_INFINITY;
  intervals.forEach(({ from, to, amount }, index) => {
    const place = `load/${quantity}/${index}`;
    if (!(from < to)) throw new EnergyError("MESSAGE_INVALID", { place, detail: "must end after it begins" });
    if (!Number.isFinite(amount))
      throw new EnergyError("MESSAGE_INVALID", { place, detail: "must be a finite number" });
    if (from < end) throw new EnergyError("MESSAGE_INVALID", { place, detail: "begins before the one before it ends" });
    end = to;
  });
}

function converted(
  intervals: readonly LoadInterval[],
  conversions: readonly Conversion[],
  calendar: LocalCalendar,
): LoadInterval[] {
  const spans = conversions.map(({ from }, index) => {
    const next = conversions[index + 1];
    return {
      from: index === 0 ? Number.NEGATIVE_INFINITY : calendar.day(from).from,
      to: next ? calendar.day(next.from).from : Number.POSITIVE_INFINITY,
    };
  });
  const result: LoadInterval[] = [];
  eachPart(
    intervals,
    spans,
    ({ from, to, amount, quality }, index) => {
      result.push({ from, to, quality, amount: amount * Number(conversions[index]?.factor) });
    },
    true,
  );
  return result;
}

/** Where the first that ends after a time stands in a list in the order of time. */
export function firstAfter(intervals: readonly { readonly to: number }[], at: number): number {
  let [low, high] = [0, intervals.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((intervals[middle] as { to: number }).to <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Cuts intervals at the edges of spans, both in the order of time: each piece with its share of the amount (power is
 * constant within an interval) and the number of its span. Missing intervals are left out, unless they are wanted.
 */
export function eachPart(
  intervals: readonly LoadInterval[],
  spans: readonly { readonly from: number; readonly to: number }[],
  visit: (part: LoadInterval, span: number) => void,
  missingToo = false,
): void {
  let index = firstAfter(intervals, spans[0]?.from ?? 0);
  let current = 0;
  while (index < intervals.length && current < spans.length) {
    const interval = intervals[index] as LoadInterval;
    const span = spans[current] as { from: number; to: number };
    const from = Math.max(interval.from, span.from);
    const to = Math.min(interval.to, span.to);
    if (from < to && (missingToo || interval.quality !== "missing")) {
      const whole = from === interval.from && to === interval.to;
      const amount = whole ? interval.amount : (interval.amount * (to - from)) / (interval.to - interval.from);
      visit(whole ? interval : { from, to, amount, quality: interval.quality }, current);
    }
    if (interval.to <= span.to) index += 1;
    else current += 1;
  }
}
