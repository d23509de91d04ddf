import type { Interval } from "../../contract/messages";
import { longestMs } from "../../costing/load-of-meter";
import type { JournalReader } from "../store/journal-reader";
import type { IntervalSource, Stretch } from "./journal-use";
import { readIntervals } from "./read-intervals";

/** So much of a stretch must its days cover; else its shorter intervals are read as well. */
const nearlyAll = 0.999;

/** Intervals of a stretch of which only sums are wanted: its days where they are complete, which are a hundredth as many. */
export function daysFirst(reader: JournalReader, site: string, { from, to }: Stretch): IntervalSource {
  const existing = new Set(reader.intervalSeries(site).map(({ meter, quantity }) => `${meter}/${quantity}`));
  const covered = (days: readonly Interval[]): number =>
    days.reduce((sum, day) => sum + Math.max(0, Math.min(day.to, to) - Math.max(day.from, from)), 0);
  return {
    of(meter, quantity) {
      if (!existing.has(`${meter}/${quantity}`)) return [];
      const query = { site, meter, quantity, from: from - longestMs, to };
      const days = readIntervals(reader, { ...query, step: "1d" });
      return covered(days) >= nearlyAll * (to - from) ? days : readIntervals(reader, query);
    },
  };
}
