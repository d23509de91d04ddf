import type { Interval, Reading } from "../../lib/contract/messages";
import { chance } from "../../lib/simulate/chance";
import { MonitorRun } from "./monitor-run";
import { intervalsOf, monthOf, steelQuarters, zone } from "./steel-works";

const others = ["idle", "peak-forming"].map((rule) => ({ rule, off: true }));

/** How many conditions of a kind are told of the year as it is, by month. */
export function toldByMonth(rule: string, rules: readonly object[], messages: Iterable<Reading | Interval>): number[] {
  const run = new MonitorRun({ timeZone: zone, rules: [...others, ...rules] }, "main");
  const months = Array.from({ length: 12 }, () => 0);
  for (const message of messages) {
    for (const { condition } of run.take(message)) {
      if (!condition.active || condition.rule !== rule) continue;
      const month = monthOf(condition.at) - 1;
      months[month] = (months[month] ?? 0) + 1;
    }
  }
  return months;
}

const january = 31 * 96;
const highestKw = 628.72;

/**
 * Loads put onto single quarters of an hour from February on, as a share of the year's highest: which part is told, each in the quarter in
 * which it is.
 */
export function spikesFound(share: number, seed: number): object {
  const run = new MonitorRun({ timeZone: zone, rules: others }, "main");
  let placed = 0;
  let found = 0;
  for (const [index, interval] of [...intervalsOf(steelQuarters())].entries()) {
    if (index >= january && chance(seed, index) < 0.02) {
      placed++;
      const higher = { ...interval, amount: interval.amount + (share * highestKw) / 4 };
      const before = run.state;
      if (run.take(higher).some(({ condition }) => condition.rule === "spike" && condition.active)) found++;
      run.state = before;
    }
    run.take(interval);
  }
  return { sharePercent: 100 * share, placed, found: Math.round((1000 * found) / placed) / 10 };
}
