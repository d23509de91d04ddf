import { MonitorRun } from "./monitor-run";
import { minutesOf, monthOf, newYear, quarterMs, steelQuarters, zone } from "./steel-works";

/** A window that was announced. */
interface Announced {
  readonly windowFrom: number;
  readonly minutesAhead: number;
  readonly limitKw: number;
  readonly actualKw: number;
}

/** How the peaks of the steel works' months were announced; the limit is the month's own so far, or `limitKw` of each month. */
export function peaksAnnounced(seed: number, swing: number, rule: object, months: (month: number) => boolean): object {
  const quarters = steelQuarters();
  const announced = announcedOf(quarters, seed, swing, rule).filter(({ windowFrom }) => months(monthOf(windowFrom)));
  const truePeaks = peaksOf(quarters).filter(({ month }) => months(month));
  const ahead = truePeaks.map(({ at }) => announced.find(({ windowFrom }) => windowFrom === at)?.minutesAhead);
  const wrong = announced.filter(({ actualKw, limitKw }) => actualKw <= limitKw);
  const far = wrong.filter(({ actualKw, limitKw }) => actualKw < 0.95 * limitKw);
  const days = new Set(wrong.map(({ windowFrom }) => Math.floor((windowFrom - newYear) / 86_400_000)));
  return {
    months: truePeaks.length,
    peaksAnnounced: ahead.filter((minutes) => minutes !== undefined).length,
    minutesAhead: ahead.map((minutes) => minutes ?? null),
    announced: announced.length,
    right: announced.length - wrong.length,
    wrong: wrong.length,
    wrongByMoreThan5Percent: far.length,
    daysWithWrong: days.size,
  };
}

function announcedOf(quarters: readonly number[], seed: number, swing: number, rule: object): Announced[] {
  const rules = [
    { rule: "peak-forming", ...rule },
    { rule: "spike", off: true },
    { rule: "idle", off: true },
  ];
  const run = new MonitorRun({ timeZone: zone, rules }, "main");
  const announced = new Map<number, Announced>();
  for (const reading of minutesOf(quarters, seed, swing)) {
    for (const { condition } of run.take(reading)) {
      if (condition.rule !== "peak-forming" || !condition.active) continue;
      const { windowFrom, windowTo } = condition.evidence as { windowFrom: number; windowTo: number };
      if (announced.has(windowFrom)) continue;
      announced.set(windowFrom, {
        windowFrom,
        minutesAhead: (windowTo - condition.at) / 60_000,
        limitKw: condition.limit as number,
        actualKw: (quarters[(windowFrom - newYear) / quarterMs] as number) * 4,
      });
    }
  }
  return [...announced.values()];
}

function peaksOf(quarters: readonly number[]): { month: number; at: number; kw: number }[] {
  const peaks = new Map<number, { month: number; at: number; kw: number }>();
  for (const [index, kwh] of quarters.entries()) {
    const at = newYear + index * quarterMs;
    const month = monthOf(at);
    if (kwh * 4 > (peaks.get(month)?.kw ?? 0)) peaks.set(month, { month, at, kw: kwh * 4 });
  }
  return [...peaks.values()];
}
