import { apartFromMedian, levelOf, scatterOf } from "./level";

/** How sure a change of level must be. Logarithms: 0.05 is about 5 %. */
export interface DriftLimits {
  /** Lengths of the recent time that are tried, in nights. */
  readonly windows: readonly number[];
  /** Nights before it that it is held against: no more than, no fewer than. */
  readonly referenceNights: number;
  readonly fewestNights: number;
  /** A change must exceed the scatter of a night by `sureness` over the root of the window's length. */
  readonly sureness: number;
  /** Bounds of the scatter: however even the nights have been, and however restless. */
  readonly scatter: readonly [least: number, most: number];
}

/** A lasting change of the level of a series. */
export interface LevelChange {
  /** Index of the first value of the new level. */
  readonly since: number;
  /** Difference of the logarithms since then. */
  readonly change: number;
  /** The same over the whole window that showed it: what was needed was needed of this. */
  readonly shown: number;
  /** How large it had to be. */
  readonly needed: number;
  /** The level before, as a logarithm. */
  readonly level: number;
  /** Values before and after. */
  readonly before: number;
  readonly after: number;
}

/**
 * The clearest change of level whose newer side ends with the last value: the lower half of the last nights is held against the
 * lower half of the weeks before them, for several lengths. `reference`: from which value on they count, and the level to hold
 * against where it is known.
 */
export function levelChange(
  series: readonly number[],
  direction: 1 | -1,
  limits: DriftLimits,
  reference: { readonly from: number; readonly level?: number } = { from: 0 },
): LevelChange | undefined {
  const [least, most] = limits.scatter;
  const scatter = Math.min(most, Math.max(least, scatterOf(series.slice(-2 * limits.referenceNights))));
  let best: LevelChange | undefined;
  for (const after of limits.windows) {
    const since = series.length - after;
    const isKnown = reference.level !== undefined;
    const before = series.slice(Math.max(isKnown ? 0 : reference.from, since - limits.referenceNights), since);
    if (before.length < limits.fewestNights || since < reference.from) continue;
    const level = reference.level ?? levelOf(before);
    const needed = (limits.sureness * scatter) / Math.sqrt(after);
    const change = levelOf(series.slice(since)) - level;
    if (direction * change <= needed) continue;
    if (!best || Math.abs(change) - needed > Math.abs(best.change) - best.needed) {
      best = { since, change, shown: change, needed, level, before: before.length, after };
    }
  }
  return best && dated(series, best);
}

/** Nights of the new level that a date needs at least. */
const fewestAfter = 2;

/**
 * Where within the window, or as long before it, the new level began: the split that leaves the least apart from the median
 * of either side. What is found early has old nights in its window, which would hide the half of the change.
 */
function dated(series: readonly number[], found: LevelChange): LevelChange {
  const first = Math.max(0, found.since - found.after);
  let best = { since: found.since, apart: Number.POSITIVE_INFINITY };
  for (let since = first + fewestAfter; since <= series.length - fewestAfter; since++) {
    const apart = apartFromMedian(series.slice(first, since)) + apartFromMedian(series.slice(since));
    if (apart < best.apart) best = { since, apart };
  }
  const change = levelOf(series.slice(best.since)) - found.level;
  // A date that would show less than what was found is none.
  if (Math.abs(change) < Math.abs(found.change)) return found;
  return { ...found, since: best.since, change, after: series.length - best.since };
}
