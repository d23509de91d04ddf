import { digits, type Finding, ruleName } from "./finding";
import { courseAfter, type LimitCourse, type Side, within } from "./limit-course";
import type { PowerSample } from "./power-sample";
import { begunSeason, type Level, levelAt, type Season, seasonAfter } from "./season";
import type { Slot } from "./slot";
import type { SpikeRule } from "./spike-rule";

export interface SpikeState {
  /** Of the highest power in each quarter of an hour, kW. */
  readonly season?: Season;
  readonly course: LimitCourse;
}

export const noSpike: SpikeState = { course: within };

const dayMs = 86_400_000;
/** What is usually highest at this hour may be exceeded by so much however even the load is. */
const leastShare = 0.25;
const pause = { delayMs: 0, endDelayMs: 3_600_000 } as const;

/** Compares a power with what is usual at its hour of the week, and learns from a quarter of an hour that is over. */
export function spikeAfter(
  before: SpikeState,
  rule: SpikeRule,
  { to, now: power, isMean }: PowerSample,
  closed: Slot | undefined,
  hourAt: (at: number) => number,
  findings: Finding[],
): SpikeState {
  const season = closed ? learnt(before.season, closed, hourAt) : before.season;
  const state = season === before.season ? before : { ...before, ...(season && { season }) };
  if (!season || to - season.startedAt < rule.learnDays * dayMs) return state;
  const { level, limit } = highestAround(isMean ? to - 1 : to, season, rule, hourAt);
  const { course, turn } = courseAfter(state.course, sideOf(power, limit, level), to, pause);
  if (turn === "none" && course === state.course) return state;
  if (turn !== "none") {
    const since = course.outSince ?? state.course.outSince ?? to;
    findings.push({
      rule: ruleName("spike", rule.id),
      active: turn === "raise",
      severity: rule.severity,
      since,
      value: power,
      limit,
      unit: "kW",
      evidence: { usualKw: digits(level[0]), usualHighestKw: digits(level[1]), seen: level[2] },
    });
  }
  return { ...state, course };
}

function learnt(season: Season | undefined, { from, highestKw }: Slot, hourAt: (at: number) => number): Season {
  return season ? seasonAfter(season, hourAt(from), highestKw) : begunSeason(highestKw, from);
}

/** Who begins a little earlier than usual, or ends later, makes no spike. */
const aroundMs = 900_000;

function highestAround(at: number, season: Season, rule: SpikeRule, hourAt: (at: number) => number) {
  const hours = [...new Set([at, at - aroundMs, at + aroundMs].map(hourAt))];
  return hours
    .map((hour) => levelAt(season, hour))
    .map((level) => ({ level, limit: thresholdOf(level, season, rule) }))
    .reduce((a, b) => (b.limit > a.limit ? b : a));
}

/** Above what is usually highest, by what lies between that and the usual at this hour or, where an hour is even, at all. */
function thresholdOf([middle, upper, count]: Level, { all, scale }: Season, { spreads, leastKw }: SpikeRule): number {
  const spread = Math.max(upper - middle, spreadShareOfAll * Math.max(all[1] - all[0], scale), leastShare * upper);
  return upper + Math.max(spreads * spread * (1 + unsureCount / (count + 1)), leastKw);
}

/** An hour that has been seen so often is doubted twice as much as one that is known. */
const unsureCount = 8;
const spreadShareOfAll = 0.25;

function sideOf(power: number, limit: number, [, upper]: Level): Side {
  if (power > limit) return "out";
  return power < (upper + limit) / 2 ? "back" : "between";
}
