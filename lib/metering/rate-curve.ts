import type { Grid } from "./grid";
import type { Increment } from "./increment";

/** Rates between two values of a register, time and rate one after the other, in the order of time. */
export type RateCurve = readonly number[];

/** Points kept at most: ten minutes of readings a second. */
const longestCurve = 1200;

export const noCurve: RateCurve = [];

/** The curve with a further point, in its place; one of the same time replaces the one before. */
export function withPoint(curve: RateCurve, at: number, rate: number): RateCurve {
  const place = firstAfter(curve, at);
  const same = curve[place - 2] === at;
  const next = curve.toSpliced(same ? place - 2 : place, same ? 2 : 0, at, rate);
  return next.length > longestCurve ? next.slice(-longestCurve) : next;
}

/** Without the points in a stretch that lies inside one interval: nothing is divided there. */
export function withoutStretch(curve: RateCurve, from: number, to: number, finest: Grid): RateCurve {
  if (curve.length === 0 || to >= finest.spanAt(from).to) return curve;
  const begin = firstAfter(curve, from);
  const end = firstAfter(curve, to);
  return begin === end ? curve : curve.toSpliced(begin, end - begin);
}

/** Without what lies before a time. */
export const curveFrom = (curve: RateCurve, at: number): RateCurve =>
  curve.length === 0 || (curve[0] as number) >= at ? curve : curve.slice(firstAfter(curve, at));

function firstAfter(curve: RateCurve, at: number): number {
  let index = 0;
  while (index < curve.length && (curve[index] as number) <= at) index += 2;
  return index;
}

/**
 * An increment that crosses a boundary, in pieces that follow the rate which was read meanwhile. Left whole where
 * nothing was read, or where the points lie further apart than the maximum gap. Pieces sum to the increment exactly.
 */
export function alongCurve(
  increment: Increment,
  curve: RateCurve,
  finest: Grid,
  maxGapMs: number,
): readonly Increment[] {
  const { from, to, amount } = increment;
  if (curve.length === 0 || amount === 0 || to <= finest.spanAt(from).to) return [increment];
  const points = pointsIn(curve, from, to);
  if (points.length === 0 || isTorn(points, from, to, maxGapMs)) return [increment];
  const [first] = points as [Point];
  const last = points.at(-1) as Point;
  const course = [{ at: from, rate: first.rate }, ...points, { at: to, rate: last.rate }];
  const reached = [0];
  course.slice(1).forEach((point, index) => {
    const before = course[index] as Point;
    reached.push((reached[index] as number) + ((before.rate + point.rate) / 2) * (point.at - before.at));
  });
  const whole = reached.at(-1) as number;
  if (whole <= 0) return [increment];
  const cuts = reached.map((part) => Math.round(amount * (part / whole)));
  // The rate is known all the way: this is no gap.
  const reasons = increment.reasons.filter((reason) => reason !== "gap");
  return course.slice(1).map((point, index) => ({
    from: (course[index] as Point).at,
    to: point.at,
    amount: (cuts[index + 1] as number) - (cuts[index] as number),
    reasons,
  }));
}

interface Point {
  readonly at: number;
  readonly rate: number;
}

function pointsIn(curve: RateCurve, from: number, to: number): Point[] {
  const points: Point[] = [];
  for (let index = firstAfter(curve, from); index < curve.length && (curve[index] as number) < to; index += 2) {
    points.push({ at: curve[index] as number, rate: curve[index + 1] as number });
  }
  return points;
}

/** Whether a distance between the points, or to the ends, is longer than the maximum gap. */
function isTorn(points: readonly Point[], from: number, to: number, maxGapMs: number): boolean {
  let last = from;
  for (const { at } of points) {
    if (at - last > maxGapMs) return true;
    last = at;
  }
  return to - last > maxGapMs;
}
