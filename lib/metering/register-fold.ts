import type { Booking, Increment } from "./increment";
import { type Epoch, perUnitIn, scaled, shown, termsIn } from "./register-epoch";
import type { RegisterRules } from "./register-rules";
import {
  type Followed,
  follow,
  joined,
  type Point,
  type RegisterTrack,
  rises,
  settle,
  trackFrom,
} from "./register-track";

/** A value as the register showed it, in its unit. */
export interface Shown {
  readonly at: number;
  readonly value: number;
  readonly uncertain?: true;
  /** What it says of the time before this has been left out. */
  readonly notBefore?: number;
}

/** What is known of one register and when it changed. */
export interface RegisterCourse {
  readonly rules: RegisterRules;
  /** By date. */
  readonly epochs: readonly Epoch[];
}

/** A register's track, and how many of its epochs have gone into it. */
export interface FoldedRegister {
  readonly track: RegisterTrack;
  readonly epochs: number;
}

export interface RegisterFold extends Booking {
  readonly folded: FoldedRegister;
}

/** Takes in the next value of a register, later than all before, and the dated facts up to it. Undefined: impossible. */
export function foldRegister(
  before: FoldedRegister | undefined,
  value: Shown,
  { rules, epochs }: RegisterCourse,
): RegisterFold | undefined {
  let passed = before?.epochs ?? 0;
  if (!before) {
    while ((epochs[passed]?.at ?? Number.POSITIVE_INFINITY) <= value.at) passed++;
    const point = pointOf(value, epochs[passed - 1]);
    if (!point) return undefined;
    return { folded: { track: trackFrom(point, rules, termsIn(epochs[passed - 1])), epochs: passed }, increments: [] };
  }
  let followed: Followed = { track: before.track, increments: none };
  // The reading from which on a new ratio divides what was counted.
  let divided: number | undefined;
  for (let epoch = epochs[passed]; epoch && epoch.at <= value.at; epoch = epochs[++passed]) {
    const { track } = followed;
    const last = epochs[passed - 1];
    if (epoch.at <= track.at) {
      followed = { ...followed, track: rescaled(track, last, epoch) };
      continue;
    }
    const next = epoch.changes === "scale" ? shownNext(epochs.slice(passed + 1), value) : value;
    const passing: Passing = next
      ? pass(track, last, epoch, next, rules)
      : { track: rescaled(track, last, epoch), increments: none };
    divided ??= passing.divided;
    followed = joined(followed, unsureIn(last?.unsure, passing));
    if (epoch.changes !== "course") continue;
    followed = dividedIn(divided, epoch.at, followed, rules);
    divided = undefined;
  }
  const point = pointOf(value, epochs[passed - 1]);
  if (!point) return undefined;
  if (point.at > followed.track.at) {
    followed = joined(followed, unsureIn(epochs[passed - 1]?.unsure, follow(followed.track, point, rules)));
  }
  const { track, increments, retractTo } = dividedIn(divided, value.at, followed, rules);
  return { folded: { track, epochs: passed }, increments, ...(retractTo !== undefined && { retractTo }) };
}

/** What the same register showed next: `value`, unless it was exchanged before; undefined where that is not known. */
function shownNext(later: readonly Epoch[], value: Shown): Shown | undefined {
  const exchange = later.find(({ at, changes }) => changes === "course" && at <= value.at);
  if (!exchange) return value;
  return exchange.final === undefined ? undefined : { at: exchange.at, value: exchange.final };
}

/** How much flowed before and how much after a new ratio, nobody knows after a long gap. */
const dividedIn = (from: number | undefined, to: number, followed: Followed, { maxGapMs }: RegisterRules): Followed =>
  from !== undefined && to - from > 2 * maxGapMs ? unsureIn(from, followed) : followed;

const none: readonly Increment[] = [];

/** With a mark on what was booked after `unsure`, when the ratio was not known for sure. */
function unsureIn(unsure: number | undefined, followed: Followed): Followed {
  if (unsure === undefined) return followed;
  const increments = followed.increments.map((each): Increment => {
    const isMarked = each.to <= unsure || each.reasons.includes("ratio-unannounced");
    return isMarked ? each : { ...each, reasons: [...each.reasons, "ratio-unannounced"] };
  });
  return { ...followed, increments };
}

function pointOf({ at, value, uncertain, notBefore }: Shown, epoch: Epoch | undefined): Point | undefined {
  const count = scaled(value, epoch);
  return count === undefined
    ? undefined
    : { at, value: count, ...(uncertain && { uncertain }), ...(notBefore !== undefined && { notBefore }) };
}

/** The same register with the same value in another scale, or with another turn. */
function rescaled(track: RegisterTrack, from: Epoch | undefined, to: Epoch): RegisterTrack {
  const terms = termsIn(to);
  if (to.changes === "turn") return { ...track, ...terms };
  const { doubts, before, lesson, turn, scale, ...rest } = track;
  const value = scaled(shown(track.value, from), to) ?? track.value;
  const by = perUnitIn(to) / perUnitIn(from);
  return { ...rest, value, digit: track.digit * by, learnt: track.learnt * by, ...terms };
}

interface Passing extends Followed {
  /** Since when what was counted has been divided between two ratios. */
  readonly divided?: number;
}

/** Takes a track to the date of an epoch and over it. `next` is the first value that was read after. */
function pass(track: RegisterTrack, from: Epoch | undefined, to: Epoch, next: Shown, rules: RegisterRules): Passing {
  if (to.changes === "turn") return { track: rescaled(track, from, to), increments: [] };
  if (to.changes === "scale") {
    const { value, since } = valueAt(track, from, to, next, rules);
    const ended = settle(track, { at: to.at, value }, rules);
    return { ...ended, divided: since, track: notAbove(rescaled(ended.track, from, to), scaled(next.value, to)) };
  }
  const final = to.final === undefined ? undefined : scaled(to.final, from);
  const ended: Followed =
    final === undefined
      ? { track, increments: [{ from: track.at, to: to.at, amount: 0, reasons: ["swap"] }] }
      : settle(track, { at: to.at, value: final }, rules);
  const begun = scaled(to.first ?? next.value, to) ?? 0;
  const fresh = { ...trackFrom({ at: to.at, value: begun }, rules, termsIn(to)), learnt: track.learnt };
  if (to.first !== undefined) return { ...ended, track: fresh };
  // What the new register counted until it was read first, nobody knows.
  const unknown: Increment[] = next.at > to.at ? [{ from: to.at, to: next.at, amount: 0, reasons: ["swap"] }] : [];
  return {
    ...ended,
    track: { ...fresh, at: next.at, since: next.at },
    increments: [...ended.increments, ...unknown],
  };
}

/** A count that rounding in two scales has put above the next reading would make that one a fall. */
function notAbove(track: RegisterTrack, next: number | undefined): RegisterTrack {
  const rounding = 2 + (track.scale?.perUnit ?? 1);
  const isAbove = next !== undefined && track.value > next && track.value - next <= rounding;
  return isAbove ? { ...track, value: next } : track;
}

/**
 * What the register showed at the date of a new scale, if the power stayed the same between the readings around it;
 * `since`: the time of the one before.
 */
function valueAt(track: RegisterTrack, from: Epoch | undefined, to: Epoch, next: Shown, rules: RegisterRules) {
  const { doubts = [], digit, learnt, turn, ...last } = track;
  const on = (point: Point, way = 0) => valueBetween({ ...point, digit, learnt }, from, to, next, rules, way);
  for (const start of [last, ...doubts.map((course) => course.at(-1) as Point)]) {
    const value = on(start);
    if (value !== undefined) return { value, since: start.at };
  }
  // Past its end only as far as it can have gone since it was read, as everywhere.
  const past = turn === undefined ? undefined : on({ at: last.at, value: last.value }, turn);
  // A reading that is itself doubtful says nothing about the time before it.
  if (past === undefined || turn === undefined) return { value: track.value, since: track.at };
  return { value: past >= turn ? past - turn : past, since: track.at };
}

type Start = Parameters<typeof rises>[0];

/** The count between `start` and the next reading, which may lie `turn` counts further on; undefined where the meter cannot have gone there. */
function valueBetween(
  start: Start,
  from: Epoch | undefined,
  to: Epoch,
  next: Shown,
  rules: RegisterRules,
  turn: number,
): number | undefined {
  const begin = shown(start.value, from);
  const before = (to.at - start.at) / perUnitIn(from);
  const after = (next.at - to.at) / perUnitIn(to);
  const way = next.value - begin + (turn > 0 ? shown(turn + (scaled(0, from) ?? 0), from) : 0);
  const count = scaled(begin + (way * before) / Math.max(before + after, 1e-9), from);
  return count !== undefined && rises(start, { at: to.at, value: count }, rules) ? count : undefined;
}

/** The same register after other facts about it have become known. */
export function refolded(folded: FoldedRegister, old: readonly Epoch[], now: readonly Epoch[]): FoldedRegister {
  const { track } = folded;
  const was = old[folded.epochs - 1];
  const passed = now.filter(({ at }) => at <= track.at).length;
  const is = now[passed - 1];
  const again = <P extends Point>(point: P): P => ({
    ...point,
    value: scaled(shown(point.value, was), is) ?? point.value,
  });
  const { turn, scale, doubts, before, lesson, ...rest } = track;
  return {
    epochs: passed,
    track: {
      ...again(rest),
      digit: (track.digit * perUnitIn(is)) / perUnitIn(was),
      ...(doubts && { doubts: doubts.map((course) => course.map(again)) }),
      ...(before && { before: again(before) }),
      ...termsIn(is),
    },
  };
}
