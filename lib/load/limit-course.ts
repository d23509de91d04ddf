/** How a value has gone against its limits. Times are ms UTC. */
export interface LimitCourse {
  /** Since when it is outside without a break. */
  readonly outSince?: number;
  /** Since when it is told. */
  readonly raisedAt?: number;
  /** Since when it is back although it is still told. */
  readonly backSince?: number;
  /** How often it came back lately, and when it last ended. */
  readonly raises: number;
  readonly endedAt?: number;
}

export const within: LimitCourse = { raises: 0 };

export type Side = "out" | "between" | "back";

/** ms; `meanMs`: of the means that are judged, where it is not the very reading. */
interface CourseTimes {
  readonly delayMs: number;
  readonly endDelayMs: number;
  readonly meanMs?: number;
}

const hourMs = 3_600_000;

/**
 * Follows a value at its limit. Between the limit and its hysteresis nothing changes. What returns within an hour must stay away twice as
 * long as before, up to an hour, so that a value that dances on its limit is one condition.
 */
export function courseAfter(
  course: LimitCourse,
  side: Side,
  at: number,
  { delayMs, endDelayMs, meanMs = 0 }: CourseTimes,
): { readonly course: LimitCourse; readonly turn: "none" | "raise" | "end" } {
  const isTold = course.raisedAt !== undefined;
  if (side === "out") {
    const outSince = course.outSince ?? at;
    if (isTold || at - outSince < delayMs) {
      if (course.outSince !== undefined && course.backSince === undefined) return { course, turn: "none" };
      const { backSince: _again, ...going } = course;
      return { course: { ...going, outSince }, turn: "none" };
    }
    const isAnew = course.endedAt === undefined || at - course.endedAt > hourMs;
    return { course: { outSince, raisedAt: at, raises: isAnew ? 1 : course.raises + 1 }, turn: "raise" };
  }
  if (!isTold) {
    if (course.outSince === undefined || side === "between") return { course, turn: "none" };
    const { outSince: _over, ...calm } = course;
    return { course: calm, turn: "none" };
  }
  if (side === "between") return { course, turn: "none" };
  const backSince = course.backSince ?? at;
  // Where means are judged the first one that is back is an end, but not each time.
  const usualAway = course.raises > 1 ? Math.max(endDelayMs, meanMs) : endDelayMs;
  const away = Math.min(hourMs, usualAway * 2 ** (course.raises - 1));
  if (at - backSince < away) {
    return { course: course.backSince === undefined ? { ...course, backSince } : course, turn: "none" };
  }
  return { course: { raises: course.raises, endedAt: at }, turn: "end" };
}
