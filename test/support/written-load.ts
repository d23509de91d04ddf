import { DateTime } from "luxon";
import type { Load, LoadInterval } from "../../dist/lib/tariff/load.js";

/** So much in each step of local time (or month), except in the steps that begin at the times named. */
export interface WrittenLoad {
  readonly minutes: number | "month";
  readonly each: number;
  readonly except: Readonly<Record<string, number>>;
}

export const localTime = (text: string, zone: string): number => {
  const time = DateTime.fromISO(text, { zone });
  if (!time.isValid) throw new Error(`no time: ${text}`);
  return time.toMillis();
};

/** The intervals of every quantity between two local dates. */
export function loadOf(written: Readonly<Record<string, WrittenLoad>>, from: string, to: string, zone: string): Load {
  const end = localTime(to, zone);
  return Object.fromEntries(
    Object.entries(written).map(([quantity, { minutes, each, except }]) => {
      const changed = new Map(Object.entries(except).map(([text, amount]) => [localTime(text, zone), amount]));
      const intervals: LoadInterval[] = [];
      for (let at = localTime(from, zone); at < end; ) {
        const next =
          minutes === "month"
            ? DateTime.fromMillis(at, { zone }).plus({ months: 1 }).toMillis()
            : at + minutes * 60_000;
        intervals.push({ from: at, to: next, amount: changed.get(at) ?? each, quality: "measured" });
        changed.delete(at);
        at = next;
      }
      if (changed.size > 0) throw new Error(`no step of ${quantity} begins at ${[...changed.keys()]}`);
      return [quantity, intervals];
    }),
  );
}
