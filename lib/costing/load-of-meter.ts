import type { Interval } from "../contract/messages";
import { energyQuantities } from "../site/metered-energy";
import type { PastAnswer, PastQuestion } from "../step/step";
import type { Load, LoadInterval } from "../tariff/load";

/** A meter's intervals as a bill takes them, and how often they have been corrected. */
export interface MeterLoad {
  readonly load: Load;
  readonly corrections: number;
}

/** The longest interval that may begin before a period and reach into it: a day. */
export const longestMs = 25 * 3_600_000;

/**
 * What a meter has counted of each quantity between two times. Where intervals of several lengths cover the same time the
 * shortest count; a meter that has no register of import is billed by its total.
 */
export function* loadOfMeter(
  meter: string,
  quantities: readonly string[],
  from: number,
  to: number,
): Generator<PastQuestion, MeterLoad, PastAnswer> {
  const load: Record<string, readonly LoadInterval[]> = {};
  let corrections = 0;
  for (const quantity of quantities) {
    const intervals = yield* intervalsOf(meter, quantity, from, to);
    load[quantity] = tiled(intervals);
    corrections += intervals.reduce((sum, { version }) => sum + Math.max(0, version - 1), 0);
  }
  return { load, corrections };
}

function* intervalsOf(
  meter: string,
  quantity: string,
  from: number,
  to: number,
): Generator<PastQuestion, readonly Interval[], PastAnswer> {
  const [preferred, instead] = energyQuantities;
  const names = quantity === preferred ? [preferred, instead] : [quantity];
  for (const name of names) {
    // An interval that began before the period may reach into it.
    const answer = (yield {
      ask: "intervals",
      meter,
      quantity: name,
      from: from - longestMs,
      to,
    }) as readonly Interval[];
    const inPeriod = answer.filter((interval) => interval.to > from && interval.version > 0);
    if (inPeriod.length > 0) return inPeriod;
  }
  return [];
}

/** Intervals without overlaps, in the order of time: the shortest first, longer ones where nothing shorter is. */
export function tiled(intervals: readonly Interval[]): LoadInterval[] {
  const byLength = new Map<number, Interval[]>();
  for (const interval of intervals) {
    const length = interval.to - interval.from;
    const alike = byLength.get(length);
    if (alike) alike.push(interval);
    else byLength.set(length, [interval]);
  }
  let tiles: LoadInterval[] = [];
  for (const length of [...byLength.keys()].sort((a, b) => a - b)) {
    const longer = (byLength.get(length) ?? []).sort((a, b) => a.from - b.from);
    tiles = tiles.length === 0 ? longer : merged(tiles, longer);
  }
  return tiles;
}

/** Both in the order of time; of the longer those that touch none of the shorter, nor one another. */
function merged(shorter: readonly LoadInterval[], longer: readonly LoadInterval[]): LoadInterval[] {
  const all: LoadInterval[] = [];
  let next = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const interval of longer) {
    for (let tile = shorter[next]; tile && tile.from < interval.from; tile = shorter[++next]) {
      all.push(tile);
      end = tile.to;
    }
    const following = shorter[next];
    if (interval.from < end || (following && following.from < interval.to)) continue;
    all.push(interval);
    end = interval.to;
  }
  return [...all, ...shorter.slice(next)];
}
