import type { Grid } from "./grid";
import { type RegisterRules, roundingAt } from "./register-rules";

/** A lesson is at least so long: a quiet quarter of an hour is not what a meter can do. */
const lessonMs = 3_600_000;

/** What a register of unknown rating has shown itself able to do. */
export interface LearntRate {
  /** The highest rate that it kept up over a lesson, counts per ms; 0 while nothing is known. */
  readonly learnt: number;
  /** Where the stretch that is being looked at began. */
  readonly lesson?: Lesson;
}

interface Lesson {
  readonly at: number;
  readonly value: number;
  /** The next believed reading from here on ends it. */
  readonly until: number;
}

interface Shows {
  readonly at: number;
  readonly value: number;
}

/**
 * What a believed reading teaches. Lessons go from the first reading of an interval to the first of another, which are
 * kept as long as the window is: counted again, the same readings teach the same. Single steps say nothing, because
 * their digits are coarse; where rounding could be all there is, the lesson goes on.
 */
export function learn(
  from: LearntRate & Shows & { readonly digit: number },
  point: Shows,
  { ratedRate, finest }: RegisterRules,
): LearntRate {
  const { learnt } = from;
  if (ratedRate !== undefined) return { learnt };
  const lesson = from.lesson ?? lessonFrom(from, finest);
  if (point.at < lesson.until) return { learnt, lesson };
  const rise = point.value - lesson.value - roundingAt(point.value, from.digit);
  if (rise <= 0) return { learnt, lesson: { ...lesson, until: finest.spanAt(point.at).to } };
  return { learnt: Math.max(learnt, rise / (point.at - lesson.at)), lesson: lessonFrom(point, finest) };
}

const lessonFrom = ({ at, value }: Shows, finest: Grid): Lesson => ({
  at,
  value,
  until: finest.spanAt(at + lessonMs).to,
});

/** What was known, for whoever has to go back to it. */
export const knownRate = ({ learnt, lesson }: LearntRate): LearntRate => ({ learnt, ...(lesson && { lesson }) });
