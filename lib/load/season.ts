import { hoursOfWeek } from "./local-week";

/**
 * What is usual at each hour of the week: the middle of what was seen, and what nineteen of twenty stay below. An hour that has been seen
 * seldom lies near what is usual at that hour of other days, and that near what is usual at all. Learnt by small steps, so that a single
 * value moves little however large it is, and bounded in size.
 */
export interface Season {
  readonly all: Level;
  /** Mean distance from the middle: how far a step of learning goes. */
  readonly scale: number;
  /** By hour of the day. */
  readonly days: readonly (Level | null)[];
  /** By hour of the week. */
  readonly weeks: readonly (Level | null)[];
  readonly startedAt: number;
}

/** Middle and upper end of what was seen, and how often. */
export type Level = readonly [middle: number, upper: number, count: number];

const hoursOfDay = 24;
const upperShare = 0.95;

export const begunSeason = (value: number, at: number): Season => ({
  all: [value, value, 1],
  scale: 0.1 * Math.abs(value),
  days: Array.from({ length: hoursOfDay }, () => null),
  weeks: Array.from({ length: hoursOfWeek }, () => null),
  startedAt: at,
});

/** What is usual at an hour of the week. */
export function levelAt({ all, days, weeks }: Season, hour: number): Level {
  return shrunk(weeks[hour] ?? null, shrunk(days[hour % hoursOfDay] ?? null, all, daysTrusted), weeksTrusted);
}

/** Seen so often, a level of its own counts as much as the wider one. */
const daysTrusted = 12;
const weeksTrusted = 8;

function shrunk(own: Level | null, wider: Level, trusted: number): Level {
  if (!own) return wider;
  const share = own[2] / (own[2] + trusted);
  return [wider[0] + (own[0] - wider[0]) * share, wider[1] + (own[1] - wider[1]) * share, own[2]];
}

export function seasonAfter(season: Season, hour: number, value: number): Season {
  const share = Math.max(scaleShare, 1 / (season.all[2] + 1));
  const scale = season.scale + (Math.abs(value - season.all[0]) - season.scale) * share;
  const spread = Math.max(scale, 0.05 * Math.abs(season.all[1]), 1e-3);
  const all = stepped(season.all, value, spread, slowest.all);
  const day = hour % hoursOfDay;
  const days = season.days.slice();
  days[day] = stepped(days[day] ?? [value, value, 0], value, spread, slowest.days);
  const weeks = season.weeks.slice();
  weeks[hour] = stepped(weeks[hour] ?? [value, value, 0], value, spread, slowest.weeks);
  return { ...season, all, scale: rounded(scale), days, weeks };
}

/** The least step, as a share of the spread, that keeps following a plant that changes. */
const slowest = { all: 0.005, days: 0.02, weeks: 0.05 } as const;
/** A day of quarters of an hour. */
const scaleShare = 0.01;
const mostCounted = 9999;

/** A quantile moves up where a value lies above it and down where below, so often that both balance at its share. */
function stepped([middle, upper, count]: Level, value: number, spread: number, slow: number): Level {
  const step = spread * Math.max(slow, 1 / (count + 1));
  const middleNext = middle + Math.max(-step, Math.min(step, value - middle));
  const up = Math.min(step * 4 * upperShare, Math.max(0, value - upper));
  const upperNext = value > upper ? upper + up : upper - Math.min(step * 4 * (1 - upperShare), upper - value);
  return [rounded(middleNext), rounded(Math.max(upperNext, middleNext)), Math.min(mostCounted, count + 1)];
}

const rounded = (value: number): number => Number(value.toPrecision(5));
