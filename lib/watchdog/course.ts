/** How a suspicion about a meter has gone so far. */
export interface Course {
  /** Since when it looks wrong without a break, ms UTC. */
  readonly wrongSince?: number;
  /** Since when it has been told. */
  readonly raisedAt?: number;
  /** Since when it looks right again although it is still told. */
  readonly rightSince?: number;
  /** When it was told lately. */
  readonly raises: readonly number[];
}

export const calm: Course = { raises: [] };

export interface Turn {
  readonly course: Course;
  readonly turn: "none" | "raise" | "end";
}

const hourMs = 3_600_000;
/** Told so often within an hour it flaps, and only ends after a while. */
const flapsAfter = 3;
const flapHoldMs = 10 * 60_000;

/** Tells after `afterMs` of being wrong, and ends when it is right; what comes and goes ends only when it has stayed right. */
export function judged(course: Course, wrong: boolean, now: number, afterMs: number, since = now): Turn {
  const raises = course.raises.filter((at) => at > now - hourMs);
  if (wrong) {
    const { rightSince: _over, ...going } = course;
    // A device's clock may run ahead of ours, and ours may have been set back.
    const wrongSince = Math.min(course.wrongSince ?? since, now);
    if (going.raisedAt !== undefined || now - wrongSince < afterMs) {
      return { course: { ...going, wrongSince, raises }, turn: "none" };
    }
    return { course: { wrongSince, raisedAt: now, raises: [...raises, now] }, turn: "raise" };
  }
  if (course.raisedAt === undefined) return { course: { raises }, turn: "none" };
  const rightSince = course.rightSince ?? now;
  if (raises.length >= flapsAfter && now - rightSince < flapHoldMs) {
    return { course: { ...course, rightSince, raises }, turn: "none" };
  }
  return { course: { raises }, turn: "end" };
}

/** Nothing that a check would have to look at again. */
export const isCalm = ({ wrongSince, raisedAt, raises }: Course): boolean =>
  wrongSince === undefined && raisedAt === undefined && raises.length === 0;
