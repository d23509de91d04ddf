import type { Interval, Reading } from "../contract/messages";
import type { PastAnswer, PastQuestion } from "../step/step";
import type { BaselineRule } from "./baseline-rule";
import type { DriftConfig } from "./drift-config";
import { productOf } from "./meter-roles";
import type { UsePeriod } from "./model-shape";
import { newDay, periodOf, type UseDay, withCount } from "./use-day";
import { intervalUse, readingUse, type Use, type UseTrack } from "./use-track";
import { driversOf } from "./use-watch";

const pageSize = 5000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

type Asking<T> = Generator<PastQuestion, T, PastAnswer>;

export interface PastDays {
  readonly periods: readonly UsePeriod[];
  /** Days of which the use or a driver is not known. */
  readonly leftOut: number;
}

/** The whole local days from the one that holds `from` to the one that ends by `to`, from what the journal knows. */
export function* pastDays(config: DriftConfig, rule: BaselineRule, from: number, to: number): Asking<PastDays> {
  const span = { from: config.days.spanAt(from).from, to: config.days.spanAt(to).from };
  const days = new Map<number, UseDay>();
  const take = (use: Use, product?: string): void => {
    for (let at = Math.max(use.from, span.from); at < Math.min(use.to, span.to); at = config.days.spanAt(at).to) {
      const day = config.days.spanAt(at);
      days.set(day.from, withCount(days.get(day.from) ?? newDay(day, 0), use, 0, product));
    }
  };
  yield* usesOf(rule.meter, rule.quantity, span, (use) => take(use));
  for (const { meter, quantity } of rule.production) {
    yield* usesOf(meter, quantity, span, (use) => take(use, productOf(meter, quantity)));
  }
  const means = yield* dayMeans(config, rule.temperatureMeter, span);
  const periods: UsePeriod[] = [];
  let count = 0;
  for (let at = span.from; at < span.to; at = config.days.spanAt(at).to) {
    count++;
    const day = days.get(at);
    const period = day && periodOf(day, driversOf(config, rule, at), means.get(at));
    if (period) periods.push(period);
  }
  return { periods, leftOut: count - periods.length };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** From the finest intervals; where there are none, from the register's readings. */
function* usesOf(meter: string, quantity: string, { from, to }: Stretch, take: (use: Use) => void): Asking<void> {
  const intervals = (yield { ask: "intervals", from: from - dayMs, to, meter, quantity }).filter(
    (one): one is Interval => one.kind === "interval",
  );
  if (intervals.length > 0) {
    const finest = Math.min(...intervals.map((one) => one.to - one.from));
    for (const interval of intervals) {
      const { use } = intervalUse({ stepMs: finest, stepFrom: interval.from }, interval);
      if (use) take(use);
    }
    return;
  }
  let track: UseTrack = {};
  yield* eachReading(meter, { from: from - dayMs, to: to + dayMs }, (reading) => {
    const tracked = readingUse(track, reading, quantity);
    track = tracked.track;
    if (tracked.use) take(tracked.use);
  });
}

/** Means of each day's hours by the day's begin. */
function* dayMeans(config: DriftConfig, meter: string | undefined, span: Stretch): Asking<Map<number, number>> {
  const hours = new Map<number, [sum: number, count: number]>();
  if (meter !== undefined) {
    yield* eachReading(meter, span, ({ at, values: { temperature } }) => {
      if (temperature === undefined) return;
      const hour = Math.floor(at / hourMs) * hourMs;
      const [sum, count] = hours.get(hour) ?? [0, 0];
      hours.set(hour, [sum + temperature, count + 1]);
    });
  }
  const days = new Map<number, [sum: number, count: number]>();
  for (const [hour, [sum, count]] of hours) {
    const { from } = config.days.spanAt(hour);
    const [all, number] = days.get(from) ?? [0, 0];
    days.set(from, [all + sum / count, number + 1]);
  }
  return new Map([...days].map(([from, [sum, count]]) => [from, sum / count]));
}

function* eachReading(meter: string, { from, to }: Stretch, take: (reading: Reading) => void): Asking<void> {
  for (let next = Math.max(0, from); next < to; ) {
    const page = (yield { ask: "readings", from: next, limit: pageSize, meter }).filter(
      (one) => one.kind === "reading",
    );
    for (const reading of page) if (reading.at < to) take(reading);
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    next = last.at + 1;
  }
}
