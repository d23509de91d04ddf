import { afterNight, type NightCourse, noNights, type ToldDrift } from "../../lib/baseline/drift-course";
import { driftRuleFor } from "../../lib/baseline/drift-rule";
import type { Night } from "../../lib/baseline/night";

export interface Told {
  /** Index of the night with which it was decided. */
  readonly night: number;
  readonly drift: ToldDrift;
}

const rule = driftRuleFor("", []);
type Nights = readonly (Night | undefined)[];

/** What is told of the nights, each decided with no night after it. `courses` takes the state after each night. */
export function watched(nights: Nights, first = 0, state: NightCourse = noNights, courses?: NightCourse[]): Told[] {
  const told: Told[] = [];
  let course = state;
  for (let index = first; index < nights.length; index++) {
    const night = nights[index];
    if (night) {
      const turn = afterNight(course, night, rule);
      course = turn.course;
      if (turn.begun) told.push({ night: index, drift: turn.begun });
    }
    if (courses) courses[index] = course;
  }
  return told;
}

export interface Placements {
  /** Share of the placements found in time, 0 to 1. */
  readonly share: number;
  readonly medianNights?: number;
  readonly placements: number;
}

/**
 * How often a lasting change of the floor by `ratio` from a day on is told as one within `nights` nights. `days` are the first
 * nights of the new level.
 */
export function found(nights: Nights, ratio: number, days: readonly number[], within: number): Placements {
  const courses: NightCourse[] = [];
  watched(nights, 0, noNights, courses);
  const delays = days.map((day) => {
    const changed = nights.slice(0, day + within).map((night, index) => {
      return night && index >= day ? { ...night, floor: night.floor * (1 + ratio) } : night;
    });
    const first = watched(changed, day, courses[day - 1]).find(({ drift }) => (drift.kind !== "saving") === ratio > 0);
    return first ? first.night - day + 1 : Number.POSITIVE_INFINITY;
  });
  const inTime = delays.filter((delay) => delay <= within).sort((a, b) => a - b);
  const median = inTime[Math.floor(delays.length / 2)];
  return {
    share: Math.round((1000 * inTime.length) / delays.length) / 1000,
    ...(median !== undefined && { medianNights: median }),
    placements: delays.length,
  };
}
