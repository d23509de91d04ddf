import type { LoadInterval } from "../../dist/lib/tariff/load.js";
import { localTime } from "./written-load.ts";

const minute = 60_000;

/** The same power between two local times, in steps of minutes. */
export function flatLoad(from: string, to: string, zone: string, kw: number, minutes = 60): LoadInterval[] {
  const intervals: LoadInterval[] = [];
  const end = localTime(to, zone);
  for (let at = localTime(from, zone); at < end; at += minutes * minute) {
    const next = Math.min(end, at + minutes * minute);
    intervals.push({ from: at, to: next, amount: (kw * (next - at)) / 3_600_000, quality: "measured" });
  }
  return intervals;
}

export interface Bare {
  readonly components: readonly object[];
  readonly seasons?: object;
  readonly periods?: object;
  readonly [other: string]: unknown;
}

/** A tariff with one version since 2020. */
export const tariffOf = (version: Bare, head: object = {}): object => ({
  id: "test",
  ...head,
  versions: [{ from: "2020-01-01", ...version }],
});
