import type { Load, LoadInterval } from "./load";
import { eachPart } from "./metered-load";

const weekMs = 7 * 86_400_000;

/**
 * A load that goes on until `to` as it was at the same time of the week before; where less than a week is known, at
 * the mean power of what is. What is added is estimated.
 */
export function projectedLoad(load: Load, now: number, to: number): Load {
  return Object.fromEntries(
    Object.entries(load).map(([quantity, intervals]) => [quantity, projected(intervals, now, to)]),
  );
}

function projected(intervals: readonly LoadInterval[], now: number, to: number): LoadInterval[] {
  const known = partsBetween(intervals, Number.NEGATIVE_INFINITY, now);
  const [first] = known;
  if (!first || now >= to) return known;
  const result = [...known];
  const week = partsBetween(known, now - weekMs, now);
  const time = week.reduce((sum, part) => sum + part.to - part.from, 0);
  const mean = time > 0 ? week.reduce((sum, { amount }) => sum + amount, 0) / time : 0;
  const isWhole = first.from <= now - weekMs && time === weekMs;
  if (!isWhole) {
    result.push({ from: now, to, amount: mean * (to - now), quality: "estimated" });
    return result;
  }
  for (let shift = weekMs; now + shift - weekMs < to; shift += weekMs) {
    const moved = week.map((part) => ({ ...part, from: part.from + shift, to: part.to + shift }));
    result.push(...partsBetween(moved, now, to).map((part): LoadInterval => ({ ...part, quality: "estimated" })));
  }
  return result;
}

function partsBetween(intervals: readonly LoadInterval[], from: number, to: number): LoadInterval[] {
  const parts: LoadInterval[] = [];
  eachPart(intervals, [{ from, to }], (part) => parts.push(part));
  return parts;
}
