import { type Booking, followedBy, type Increment, type IncrementReason, noReasons } from "./increment";
import { knownRate, type LearntRate, learn } from "./learnt-rate";
import { coarsestDigit, lastDigit } from "./register-count";
import { type Explained, explainCourse, wrapTo } from "./register-course";
import type { Terms } from "./register-epoch";
import { highestRate, type RegisterRules, roundingAt } from "./register-rules";

/** What a register showed, in counts of the scale that is valid then. */
export interface Point {
  readonly at: number;
  readonly value: number;
  /** The reading calls itself uncertain: something before it was not counted. */
  readonly uncertain?: true;
  readonly notBefore?: number;
}

/** A register as far as it is believed, and the courses that it may have taken since. */
export interface RegisterTrack extends Point, LearntRate, Terms {
  /** Since when it has shown this value. */
  readonly since: number;
  readonly digit: number;
  /** Courses of readings that do not follow from the believed one, longest unbroken first. */
  readonly doubts?: readonly (readonly Point[])[];
  /** What was believed before, so that the next readings can show that the last step was none. */
  readonly before?: Before;
}

interface Before extends Point, LearntRate {
  /** Courses that the last step has ended: where one of them goes on, it was that step's reading that was wrong. */
  readonly ended?: readonly (readonly Point[])[];
}

export interface Followed extends Booking {
  readonly track: RegisterTrack;
}

/** A step and the next one as a single step. */
export function joined(first: Followed, next: Followed): Followed {
  return first.increments.length === 0 && first.retractTo === undefined
    ? next
    : { track: next.track, ...followedBy(first, next) };
}

const nothing: readonly Increment[] = [];
/** Courses that are kept apart, and readings kept of each. */
const mostDoubts = 4;
const longestDoubt = 32;

export function trackFrom(point: Point, rules: RegisterRules, terms: Terms): RegisterTrack {
  return {
    at: point.at,
    value: point.value,
    since: point.at,
    digit: digitOf(coarsestDigit * (terms.scale?.perUnit ?? 1), point, terms, rules),
    learnt: 0,
    ...terms,
  };
}

function digitOf(known: number, { value }: Point, { scale }: Terms, { digit }: RegisterRules): number {
  return digit === undefined ? lastDigit(known, value, scale) : digit * (scale?.perUnit ?? 1);
}

/** Follows a register to its next reading, which must be later than all before. */
export function follow(track: RegisterTrack, point: Point, rules: RegisterRules): Followed {
  const digit = digitOf(track.digit, point, track, rules);
  const known = digit === track.digit ? track : { ...track, digit };
  if (!track.doubts) return rises(known, point, rules) ? accept(known, point, rules) : doubt(known, point, rules, []);
  // More than a glitch, even where the believed one could have come here, too.
  const own = track.doubts.find((course) => isOwn(known, course, rules) && continues(known, course, point, rules));
  if (own && rules.ratedRate !== undefined && isConfirmed([...own, point], rules)) {
    return believe(known, [...own, point], rules);
  }
  if (rises(known, point, rules)) return accept(known, point, rules);
  return doubt(known, point, rules, track.doubts);
}

/** A value that is a fact, e.g. the final reading of a meter: what does not follow from the course is explained at once. */
export function settle(track: RegisterTrack, point: Point, rules: RegisterRules): Followed {
  const followed = follow(track, point, rules);
  if (!followed.track.doubts) return followed;
  const course = followed.track.doubts.find((each) => each.at(-1) === point && each.length > 1);
  return believe(track, course ?? [point], rules);
}

/**
 * Whether the reading follows from `from`: it rose, by no more than the meter can measure meanwhile, or since it last
 * moved. Where the rating is not known, a quick rise need not be a register that catches up: what follows shows it.
 */
export function rises(
  from: Point & { since?: number; digit: number; learnt: number; turn?: number },
  to: Point,
  rules: RegisterRules,
): boolean {
  const rise = to.value - from.value;
  if (rise < 0 || (from.turn !== undefined && to.value >= from.turn)) return false;
  const elapsed = to.at - (rules.ratedRate === undefined ? from.at : (from.since ?? from.at));
  return rise <= highestRate(rules, from.learnt) * elapsed + roundingAt(to.value, from.digit);
}

function accept(track: RegisterTrack, point: Point, rules: RegisterRules): Followed {
  const { at, value, since, digit, turn, scale } = track;
  const rise = point.value - value;
  const { ratedRate } = rules;
  const stood =
    ratedRate !== undefined &&
    rise > highestRate(rules, track.learnt) * (point.at - at) + roundingAt(point.value, digit);
  const from = stood ? Math.max(since, point.notBefore ?? since) : at;
  const next: RegisterTrack = {
    at: point.at,
    value: point.value,
    since: rise === 0 ? since : point.at,
    digit,
    ...learn(track, point, rules),
    ...(turn !== undefined && { turn }),
    ...(scale && { scale }),
    // The next readings must be able to show that this one was too high.
    before: { at, value, ...knownRate(track), ...(track.doubts && { ended: track.doubts }) },
  };
  const reasons = reasonsOf(track, point, from, stood, rules);
  const increments = [{ from, to: point.at, amount: rise, reasons }];
  return stood && from < at ? { track: next, increments, retractTo: from } : { track: next, increments };
}

function reasonsOf(track: RegisterTrack, point: Point, from: number, stood: boolean, rules: RegisterRules) {
  const elapsed = point.at - from;
  const turns = track.turn !== undefined && rules.ratedRate !== undefined && rules.ratedRate * elapsed >= track.turn;
  if (elapsed <= 2 * rules.maxGapMs && !turns && !point.uncertain) return noReasons;
  const reasons: IncrementReason[] = [];
  if (elapsed > 2 * rules.maxGapMs) reasons.push(stood ? "register-stuck" : "gap");
  if (turns) reasons.push("rollover-uncertain");
  if (point.uncertain) reasons.push("uncertain");
  return reasons;
}

const isConfirmed = (course: readonly Point[], { confirmReadings, confirmMs }: RegisterRules): boolean =>
  course.length >= confirmReadings ||
  (course.length > 1 && (course.at(-1) as Point).at - (course[0] as Point).at >= confirmMs);

/** Whether a course has moved by itself, or twice shown what was believed before the last step. */
function isOwn(track: RegisterTrack, course: readonly Point[], rules: RegisterRules): boolean {
  const [first] = course as [Point];
  if ((course.at(-1) as Point).value > first.value) return true;
  return course.length > 1 && track.before !== undefined && goesBack(track.before, first, track, rules);
}

/** Whether a reading goes on with a course that is doubted. */
function continues(track: RegisterTrack, course: readonly Point[], point: Point, rules: RegisterRules): boolean {
  const last = course.at(-1) as Point;
  if (rules.ratedRate !== undefined) return rises({ ...last, digit: track.digit, learnt: 0 }, point, rules);
  // Of unknown rating: below what is believed what stays below does, above it what rises as the course itself did.
  if (last.value <= track.value) return point.value >= last.value && point.value < track.value;
  const way = (last.value - track.value) / (last.at - track.at);
  return rises({ ...last, digit: track.digit, learnt: Math.max(track.learnt, way) }, point, rules);
}

function doubt(
  track: RegisterTrack,
  point: Point,
  rules: RegisterRules,
  doubts: readonly (readonly Point[])[],
): Followed {
  const index = doubts.findIndex((course) => continues(track, course, point, rules));
  const goesOn = doubts[index] ?? endedBy(track, point, rules) ?? [];
  const course = [...goesOn, point];
  if (isConfirmed(course, rules)) return believe(track, course, rules);
  const kept = course.length > longestDoubt ? course.toSpliced(1, 1) : course;
  const others = doubts.filter((_, other) => other !== index);
  const next = [kept, ...others].sort((a, b) => b.length - a.length).slice(0, mostDoubts);
  return { track: { ...track, doubts: next }, increments: nothing };
}

/** The course that the last step has ended although it goes on with this reading, unless this one is past the register's end. */
function endedBy(track: RegisterTrack, point: Point, rules: RegisterRules): readonly Point[] | undefined {
  const course = track.before?.ended?.find((each) => continues(track, each, point, rules));
  return course && (point.value > track.value || !wrapTo(track, point, rules)) ? course : undefined;
}

/** Whether a course goes on from where the register was before its last step, which then was none, up or down. */
function goesBack(before: Point & LearntRate, first: Point, track: RegisterTrack, rules: RegisterRules): boolean {
  if (first.value >= track.value && before.value <= track.value) return false;
  if (rules.ratedRate === undefined) return first.value >= before.value;
  return rises({ ...before, digit: track.digit }, first, rules);
}

/** A doubted course has been confirmed: says what happened, and goes on from its end. */
function believe(track: RegisterTrack, course: readonly Point[], rules: RegisterRules): Followed {
  const begin = beginOf(track, course, rules);
  return begin.rest.reduce<Followed>((sofar, point) => joined(sofar, accept(sofar.track, point, rules)), begin);
}

function beginOf(track: RegisterTrack, course: readonly Point[], rules: RegisterRules): Explained {
  const first = course[0] as Point;
  const { before, doubts, ...believed } = track;
  if (!before) return explainCourse(believed, course, rules);
  const { lesson: _, ...untaught } = believed;
  const { ended, ...known } = before;
  const start: RegisterTrack = { ...untaught, ...known, since: before.at };
  if (first.at < track.at) {
    const explained = explainCourse(start, course, rules);
    return { ...explained, retractTo: Math.min(before.at, explained.retractTo ?? before.at) };
  }
  if (!goesBack(before, first, track, rules)) return explainCourse(believed, course, rules);
  return { ...accept(start, first, rules), retractTo: before.at, rest: course.slice(1) };
}
