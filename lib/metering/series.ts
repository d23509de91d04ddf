import type { Grid } from "./grid";
import { type Booking, booked, type Increment } from "./increment";
import { book, type ClosedInterval, type OpenInterval, openAt } from "./interval-book";
import { alongCurve, curveFrom, noCurve, type RateCurve, withoutStretch } from "./rate-curve";
import type { Shown } from "./register-fold";

/** How one kind of series takes in its values; `F` is what it remembers. */
export interface Fold<F> {
  /** The next value, later than all before; undefined where it is no possible one. */
  take(before: F | undefined, value: Shown): FoldStep<F> | undefined;
  /** Up to when amounts are believed. */
  believedTo(folded: F): number;
  /** Whether no reading is in doubt. */
  settled(folded: F): boolean;
  /** Without what could be taken back, because it has left the window. */
  fixed(folded: F): F;
  /** Whether a value between these two times, which lie in one interval, changes nothing and need not be kept. */
  spares(from: number, to: number): boolean;
}

export interface FoldStep<F> extends Booking {
  readonly folded: F;
}

/** The running interval of each step. */
export type Books = Readonly<Record<string, OpenInterval>>;

/** One counted quantity of one meter. What is older than the window is in the anchor; the rest can be counted again. */
export interface Series<F> {
  readonly anchor?: F;
  readonly anchorBooks?: Books;
  /** Time of the last value that has gone into the anchor; -1 at the beginning. */
  readonly anchorAt: number;
  /** Values since: at, value and its mark (`valueAt`), one after the other. */
  readonly values: readonly number[];
  readonly head?: F;
  readonly books?: Books;
  /** From here on every value was believed at once. */
  readonly calmFrom: number;
  /** Rates that were read where the register was not. */
  readonly curve: RateCurve;
}

export interface Window {
  readonly grids: readonly Grid[];
  /** Grid with the shortest steps. */
  readonly finest: Grid;
  readonly latenessMs: number;
  readonly maxGapMs: number;
}

export interface Counted<F> {
  readonly series: Series<F>;
  /** By step: intervals that have been closed; where `anew`, all since the anchor. */
  readonly closed: Readonly<Record<string, readonly ClosedInterval[]>>;
  readonly anew: boolean;
  /** Before this lies what the window does not hold, and what must be counted again from the journal. */
  readonly reach?: number;
  /** A late value against which readings may speak that the window has dropped; the journal has them. */
  readonly contested?: true;
}

/** Values that a window may hold: a meter without a register that is read each second fills it in ten minutes. */
const mostValues = 600;
const width = 3;
/** Values that leave the window wait for so many, because moving the anchor costs a count of the window. */
const spareValues = 4;
const spareWhenFull = 60;

export const emptySeries: Series<never> = { anchorAt: -1, values: [], calmFrom: 0, curve: noCurve };

/** Takes in a value. `late`: too old for the window. Undefined where nothing is new. */
export function count<F>(
  series: Series<F>,
  value: Shown,
  fold: Fold<F>,
  window: Window,
): Counted<F> | "late" | undefined {
  if (value.at <= series.anchorAt) return "late";
  const { values } = series;
  const newest = values.length === 0 ? series.anchorAt : (values[values.length - width] as number);
  if (value.at > newest) {
    const next = append(series, value, fold, window);
    return next ?? recount({ ...series, values: inserted(values, values.length, 0, value) }, fold, window);
  }
  let index = values.length;
  while (index > 0 && (values[index - width] as number) >= value.at) index -= width;
  const same = values[index] === value.at;
  if (same && values[index + 1] === value.value) return undefined;
  const counted = recount({ ...series, values: inserted(values, index, same ? width : 0, value) }, fold, window);
  return isBetween(values, index, value) ? counted : { ...counted, contested: true };
}

/** Whether a late value lies between the ones before and after it, or repeats both: those that were dropped do as well. */
function isBetween(values: readonly number[], index: number, { at, value }: Shown): boolean {
  const after = values[index] === at ? index + width : index;
  const [earlier, later] = [values[index - width + 1] ?? -1, values[after + 1] ?? never];
  return (earlier < value && value < later) || (earlier === value && value === later);
}

/** Counts everything since the anchor again. */
export function recount<F>(series: Series<F>, fold: Fold<F>, window: Window): Counted<F> {
  const { anchor } = series;
  const known = anchor === undefined ? 0 : fold.believedTo(anchor);
  let { values } = series;
  let folded = anchor;
  let increments: Increment[] = [];
  let reach: number | undefined;
  for (let index = 0; index < values.length; index += width) {
    let step = fold.take(folded, valueAt(values, index));
    if (step?.retractTo !== undefined && step.retractTo < known) {
      // It reaches back beyond the window: as far as the window goes it is counted now, and this stays so.
      if ((values[index + 2] as number) <= 1) {
        reach = step.retractTo;
        values = values.with(index + 2, known);
        step = fold.take(folded, valueAt(values, index));
      }
    }
    if (!step) continue;
    increments = booked(increments, step);
    folded = step.folded;
  }
  const begin = increments[0]?.from ?? (folded === undefined ? undefined : fold.believedTo(folded));
  const { books, closed } = bookAll(series.anchorBooks, begin, increments, series.curve, window);
  const calmFrom = folded && fold.settled(folded) ? fold.believedTo(folded) : never;
  const next = { ...series, values, calmFrom, ...(folded && { head: folded }), ...(books && { books }) };
  return { series: next, closed, anew: true, ...(reach !== undefined && { reach }) };
}

/** A value after all others; undefined where it changes what was counted before. */
function append<F>(series: Series<F>, value: Shown, fold: Fold<F>, window: Window): Counted<F> | undefined {
  const step = fold.take(series.head, value);
  if (!step || step.retractTo !== undefined) return undefined;
  const { books, closed } = bookAll(series.books, value.at, step.increments, series.curve, window);
  const calmFrom = calmAfter(series, step.folded, value.at, fold);
  const values = thinned(series.values, value, calmFrom, window.finest, fold);
  const known = series.head === undefined ? value.at : fold.believedTo(series.head);
  const isSure = fold.settled(step.folded);
  const curve = isSure ? withoutStretch(series.curve, known, value.at, window.finest) : series.curve;
  const next = { ...series, values, calmFrom, curve, head: step.folded, ...(books && { books }) };
  return { series: next, closed, anew: false };
}

function bookAll(
  before: Books | undefined,
  begin: number | undefined,
  whole: readonly Increment[],
  curve: RateCurve,
  { grids, finest, maxGapMs }: Window,
) {
  const increments =
    curve.length === 0 ? whole : whole.flatMap((increment) => alongCurve(increment, curve, finest, maxGapMs));
  const closed: Record<string, ClosedInterval[]> = {};
  if (begin === undefined) return { books: before, closed };
  const books: Record<string, OpenInterval> = {};
  for (const grid of grids) {
    const done: ClosedInterval[] = [];
    let open = before?.[grid.step] ?? openAt(grid, begin);
    for (const increment of increments) open = book(grid, open, increment, done);
    books[grid.step] = open;
    if (done.length > 0) closed[grid.step] = done;
  }
  return { books, closed };
}

/**
 * Moves the anchor on: what has left the window is counted for good. The window ends with the newest believed
 * reading, but not later than `now`: a reading from the future must not push true ones out of it. The anchor stops
 * where nothing is in doubt and nothing that came later was taken back, so that it agrees with what was sent.
 */
export function advanced<F>(series: Series<F>, fold: Fold<F>, window: Window, now: number): Series<F> {
  const { values, head } = series;
  if (head === undefined) return series;
  const begin = Math.min(fold.believedTo(head), now) - window.latenessMs;
  const excess = values.length - mostValues * width;
  if ((values[spareValues * width] ?? never) >= begin && excess <= 0) return series;
  let { anchor } = series;
  let increments: Increment[] = [];
  let stops: Stop<F>[] = [];
  for (let index = 0; index < values.length; index += width) {
    const step = fold.take(anchor, valueAt(values, index));
    if (!step) continue;
    const { retractTo } = step;
    if (retractTo !== undefined) stops = stops.filter(({ folded }) => fold.believedTo(folded) <= retractTo);
    increments = booked(increments, step);
    anchor = step.folded;
    const isOld = (values[index] as number) < begin && fold.settled(anchor);
    const isTooMany = excess > 0 && index < excess + spareWhenFull * width;
    if (isOld || isTooMany) stops.push({ index: index + width, folded: anchor, increments: increments.length });
  }
  const stop = stops.at(-1);
  if (!stop) return series;
  const counted = increments.slice(0, stop.increments);
  const first = counted[0]?.from ?? fold.believedTo(stop.folded);
  const { books } = bookAll(series.anchorBooks, first, counted, series.curve, window);
  return {
    ...series,
    anchor: fold.fixed(stop.folded),
    ...(books && { anchorBooks: books }),
    anchorAt: values[stop.index - width] as number,
    values: values.slice(stop.index),
    curve: curveFrom(series.curve, fold.believedTo(stop.folded)),
  };
}

interface Stop<F> {
  readonly index: number;
  readonly folded: F;
  readonly increments: number;
}

function calmAfter<F>({ calmFrom, head }: Series<F>, folded: F, at: number, fold: Fold<F>): number {
  if (!fold.settled(folded)) return never;
  return head !== undefined && !fold.settled(head) ? at : Math.min(calmFrom, at);
}

const never = Number.MAX_SAFE_INTEGER;

/**
 * Adds the value. Of those before, the last but one goes where it lies between two others inside one interval; the
 * last stays, because the next readings may show that this one was none. Where a standstill began and where it ended are
 * kept, because what a register catches up is spread from there, and what it can have counted since shows that it stood.
 */
function thinned<F>(values: readonly number[], value: Shown, calmFrom: number, finest: Grid, fold: Fold<F>): number[] {
  const spare = values.length - 2 * width;
  const earlier = (values[spare - width] ?? -1) as number;
  const shown = values[spare + 1];
  const beginsToStand = shown === value.value && shown !== values[spare - width + 1];
  const endsToStand = shown === values[spare - width + 1] && shown !== values[spare + width + 1];
  const isSpare =
    !beginsToStand &&
    !endsToStand &&
    earlier >= calmFrom &&
    values[spare + 2] === 0 &&
    earlier >= finest.spanAt(value.at).from &&
    fold.spares(earlier, value.at);
  const next = isSpare ? values.toSpliced(spare, width) : values.slice();
  next.push(value.at, value.value, value.uncertain ? 1 : 0);
  return next;
}

function inserted(
  values: readonly number[],
  index: number,
  replaced: number,
  { at, value, uncertain }: Shown,
): number[] {
  return values.toSpliced(index, replaced, at, value, uncertain ? 1 : 0);
}

/** The mark of a value: 0, 1 where the reading is uncertain, else the time before which it says nothing. */
function valueAt(values: readonly number[], index: number): Shown {
  const at = values[index] as number;
  const value = values[index + 1] as number;
  const mark = values[index + 2] as number;
  if (mark === 0) return { at, value };
  return mark === 1 ? { at, value, uncertain: true } : { at, value, notBefore: mark };
}
