import type { BaselineRule } from "./baseline-rule";
import { afterDay, type Excess, noExcess } from "./excess";
import { type FrozenBaseline, frozenOf } from "./frozen-baseline";
import type { UsePeriod } from "./model-shape";
import { adjustmentOf } from "./savings";
import type { UseDay } from "./use-day";
import { predicted } from "./use-model";

/** What is known of one baseline rule. */
export interface BaselineCourse {
  /** Days that are not over. */
  readonly open: readonly UseDay[];
  /** Days that the next version will be made from; none once it is frozen. */
  readonly days: readonly UsePeriod[];
  /** Every version, the oldest first; none is ever changed. */
  readonly frozen: readonly FrozenBaseline[];
  readonly excess: Excess;
  /** Expected less actual use since the newest version's period. */
  readonly saved: number;
  /** The version for which the journal has been asked, or is to be. */
  readonly askedFor?: number;
  /** The journal is to be asked for the days before this one, ms UTC. */
  readonly asksBefore?: number;
}

export const noBaseline: BaselineCourse = { open: [], days: [], frozen: [], excess: noExcess, saved: 0 };

/** A day beside what was expected of it. */
export interface JudgedDay {
  readonly day: UsePeriod;
  readonly expected: number;
  readonly baseline: FrozenBaseline;
}

export interface BaselineTurn {
  readonly course: BaselineCourse;
  readonly judged?: JudgedDay;
  /** A version was frozen with this day. */
  readonly frozen?: FrozenBaseline;
  /** An excess that begins or ends with this day. */
  readonly begun?: Excess;
  readonly ended?: Excess;
}

const mostDays = 800;
const dayMs = 86_400_000;

/** Takes in a day that is over. */
export function afterUseDay(before: BaselineCourse, day: UsePeriod, rule: BaselineRule, now: number): BaselineTurn {
  const learnt = withDay(before, day, rule, now);
  const { course } = learnt;
  const baseline = course.frozen.at(-1);
  if (!baseline || day.from < baseline.to) return learnt;
  const expected = predicted(baseline.model, day) + adjustmentOf(rule.adjustments, day.from);
  const { fitness, residualVariance } = baseline.model;
  const excess = afterDay(course.excess, day, expected, {
    deviation: Math.sqrt(residualVariance),
    autocorrelation: fitness.autocorrelation,
    leastRatio: rule.exceedPercent / 100,
  });
  const wasTold = course.excess.isTold;
  return {
    ...learnt,
    course: { ...course, excess, saved: course.saved + expected - day.amount },
    judged: { day, expected, baseline },
    ...(excess.isTold && !wasTold && { begun: excess }),
    ...(wasTold && !excess.isTold && { ended: course.excess }),
  };
}

/** Whether the rule's version is still to be made. */
export const isLearning = ({ frozen }: BaselineCourse, { version }: BaselineRule): boolean =>
  (frozen.at(-1)?.version ?? 0) < version;

/** Collects a day of the baseline's period, and freezes the baseline when the period is over. */
function withDay(course: BaselineCourse, day: UsePeriod, rule: BaselineRule, now: number): BaselineTurn {
  if (!isLearning(course, rule)) return { course };
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = rule;
  const isWithin = day.from >= from && day.from < to && day.from > (course.days.at(-1)?.from ?? 0);
  const days = isWithin ? [...course.days, day].slice(-mostDays) : course.days;
  const isOver = rule.to === undefined ? days.length >= rule.learnDays : day.from + dayMs >= to;
  return isOver ? frozenFrom({ ...course, days }, rule, now) : { course: { ...course, days } };
}

/** Where the days do not carry a model they are kept, and it is tried again with the next. */
export function frozenFrom(course: BaselineCourse, rule: BaselineRule, now: number): BaselineTurn {
  const frozen = frozenOf(rule, course.days, now);
  if (!frozen) return { course };
  return {
    course: { ...course, days: [], frozen: [...course.frozen, frozen], excess: noExcess, saved: 0 },
    frozen,
  };
}
