import type { IncrementReason } from "./increment";
import { highestRate, mostIn, type RegisterRules, roundingAt, usualTurnAbove } from "./register-rules";
import type { Followed, Point, RegisterTrack } from "./register-track";

interface Explanation {
  readonly amount: number;
  readonly reasons: readonly IncrementReason[];
  /** Whether it may turn out that nothing of the sort happened. */
  readonly final: boolean;
}

/** What happened between the believed value and a confirmed course that does not follow from it. */
export function explainCourse(track: RegisterTrack, course: readonly Point[], rules: RegisterRules): Followed {
  const first = course[0] as Point;
  const { amount, reasons, final } = first.value < track.value ? fall(track, first, rules) : jump(track, course, rules);
  const late = first.at - track.at > 2 * rules.maxGapMs;
  return {
    track: {
      ...track,
      at: first.at,
      value: first.value,
      since: first.at,
      ...(!final && { before: { at: track.at, value: track.value } }),
    },
    increments: [{ from: track.at, to: first.at, amount, reasons: late ? ["gap", ...reasons] : reasons }],
  };
}

/** A wrap where the register was near its end, else a reset. */
function fall(track: RegisterTrack, first: Point, rules: RegisterRules): Explanation {
  const elapsed = first.at - track.since;
  const limit = highestRate(rules, track.learnt);
  const turn = track.turn ?? (limit < Number.POSITIVE_INFINITY ? usualTurnAbove(track.value) : undefined);
  if (turn !== undefined && turn > track.value) {
    const distance = turn - track.value + first.value;
    const reach = limit * elapsed + roundingAt(first.value, track.digit);
    if (distance <= Math.min(reach, turn / nearTheEnd)) {
      const exact = rules.ratedRate !== undefined && rules.ratedRate * elapsed < turn;
      const reasons: IncrementReason[] = exact ? [] : [track.turn === undefined ? "rollover-assumed" : "rollover-uncertain"];
      return { amount: distance, reasons, final: track.turn !== undefined };
    }
  }
  // Rounding, not a reset: some meters read their registers while these change.
  if (track.value - first.value <= roundingAt(track.value, track.digit)) return { amount: 0, reasons: [], final: false };
  const most = mostIn(rules, track.learnt, first.at - track.at) + track.digit;
  return { amount: Math.min(first.value, Math.round(most)), reasons: ["register-reset"], final: false };
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
    if (since * sustained >= before) return { amount: rise, reasons: [], final: false };
  }
  const most = mostIn(rules, track.learnt, first.at - track.at) + track.digit;
  return { amount: Math.min(rise, Math.round(most)), reasons: ["register-jump"], final: false };
}

/** A rate goes on, as opposed to a jump, while it does not fall to less than this part of it. */
const sustained = 10;
