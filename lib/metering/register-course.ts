import type { IncrementReason } from "./increment";
import { knownRate } from "./learnt-rate";
import { highestRate, mostIn, type RegisterRules, roundingAt, usualTurnAbove } from "./register-rules";
import type { Followed, Point, RegisterTrack } from "./register-track";

interface Explanation {
  /** Where it began, if before the last believed reading. */
  readonly from?: number;
  readonly amount: number;
  readonly reasons: readonly IncrementReason[];
  /** A rate that the meter has kept up, counts per ms. */
  readonly shown?: number;
}

export interface Explained extends Followed {
  /** What follows of the course. */
  readonly rest: readonly Point[];
}

/** What happened between the believed value and a confirmed course that does not follow from it. */
export function explainCourse(track: RegisterTrack, course: readonly Point[], rules: RegisterRules): Explained {
  const [start] = course as [Point];
  const wrapped = start.value < track.value ? course.findIndex((point) => wrapTo(track, point, rules)) : -1;
  const caughtUp = wrapped > 0 ? wrapTo(track, start, rules, track.since) : undefined;
  // A low glitch just before a wrap looks as if the course began with it.
  const begin = caughtUp ? 0 : Math.max(0, wrapped);
  const first = course[begin] as Point;
  const clear = caughtUp ?? (wrapped >= 0 ? wrapTo(track, first, rules) : undefined);
  // Or it did begin with it, by a reset or at the end of a standstill.
  const wrap = clear && wrapped > 0 ? { ...clear, reasons: ["rollover-uncertain" as const, ...clear.reasons] } : clear;
  const {
    from = track.at,
    amount,
    reasons,
    shown = 0,
  } = wrap ?? (first.value < track.value ? reset(track, first, rules) : jump(track, course, rules));
  const late = first.at - track.at > 2 * rules.maxGapMs;
  const { lesson: _, ...known } = track;
  return {
    track: {
      ...known,
      at: first.at,
      value: first.value,
      since: first.at,
      learnt: Math.max(track.learnt, shown),
      before: { at: track.at, value: track.value, ...knownRate(track) },
    },
    increments: [{ from, to: first.at, amount, reasons: late ? ["gap", ...reasons] : reasons }],
    ...(from < track.at && { retractTo: from }),
    rest: course.slice(begin + 1),
  };
}

/**
 * Past the register's end; undefined where the way is longer than the meter can have gone since `from`. That is not
 * when it last moved: a register that stood and then is low has been reset rather than stuck and past its end.
 */
export function wrapTo(
  track: RegisterTrack,
  first: Point,
  rules: RegisterRules,
  from = track.at,
): Explanation | undefined {
  const elapsed = first.at - from;
  const limit = highestRate(rules, track.learnt);
  const turn = track.turn ?? (limit < Number.POSITIVE_INFINITY ? usualTurnAbove(track.value) : undefined);
  if (turn === undefined || turn <= track.value) return undefined;
  const distance = turn - track.value + first.value;
  // What was counted below the last digit at both ends makes less than one digit of the way.
  const reach = limit * elapsed + roundingAt(first.value, track.digit) - track.digit;
  if (distance > Math.min(reach, turn / nearTheEnd)) return undefined;
  const reasons: IncrementReason[] = [];
  if (track.turn === undefined && rules.ratedRate === undefined) reasons.push("rollover-assumed");
  else if (mostIn(rules, track.learnt, elapsed) >= turn) reasons.push("rollover-uncertain");
  return { from, amount: distance, reasons };
}

function reset(track: RegisterTrack, first: Point, rules: RegisterRules): Explanation {
  // Rounding, not a reset: some meters read their registers while these change.
  if (track.value - first.value <= roundingAt(track.value, track.digit)) return { amount: 0, reasons: [] };
  const most = mostIn(rules, track.learnt, first.at - track.at) + track.digit;
  return { amount: Math.min(first.value, Math.round(most)), reasons: ["register-reset"] };
}

/** Where a wrap is to be told from a reset, the way past the end must be a small part of the turn. */
const nearTheEnd = 2;

/** A rise beyond what the meter can measure; of a meter of unknown rating it may be that it now measures more. */
function jump(track: RegisterTrack, course: readonly Point[], rules: RegisterRules): Explanation {
  const first = course[0] as Point;
  const last = course.at(-1) as Point;
  const rise = first.value - track.value;
  if (rules.ratedRate === undefined) {
    const before = rise / (first.at - track.at);
    const since = (last.value - first.value) / Math.max(1, last.at - first.at);
    if (since * sustained >= before) return { amount: rise, reasons: [], shown: since };
    const stood = first.at - track.since;
    if (rise <= highestRate(rules, track.learnt) * stood + roundingAt(first.value, track.digit)) {
      return { from: track.since, amount: rise, reasons: stood > 2 * rules.maxGapMs ? ["register-stuck"] : [] };
    }
  }
  const most = mostIn(rules, track.learnt, first.at - track.at) + track.digit;
  return { amount: Math.min(rise, Math.round(most)), reasons: ["register-jump"] };
}

/** A rate goes on, as opposed to a jump, while it does not fall to less than this part of it. */
const sustained = 10;
