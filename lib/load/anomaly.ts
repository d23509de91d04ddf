import type { AnomalyRule } from "./anomaly-rule";
import { digits, type Finding, ruleName } from "./finding";
import { begunSeason, levelAt, type Season, seasonAfter } from "./season";
import { type Slot, slotMs } from "./slot";

export interface AnomalyState {
  /** Of each quarter of an hour's mean, kW. */
  readonly season?: Season;
  /** Of how far it lay from what was usual. */
  readonly residuals?: Season;
  /** Of the last quarters of an hour, mean of the scores: above what is usual, or below (negative). */
  readonly score?: number;
  readonly told?: { readonly since: number };
}

const dayMs = 86_400_000;
/** Ends below this share of what it is told at. */
const endShare = 0.5;
/** One quarter of an hour is no more than so many. */
const mostScore = 30;
const mostLearnt = 3;
const leastScaleKw = 1e-3;

/** Scores a quarter of an hour that is over by its distance from what is usual at its hour, in usual distances. */
export function anomalyAfter(
  before: AnomalyState,
  rule: AnomalyRule,
  { from, kwh, hours }: Slot,
  hourAt: (at: number) => number,
  findings: Finding[],
): AnomalyState {
  if (hours === 0) return before;
  const kw = kwh / hours;
  const hour = hourAt(from);
  const { season, residuals } = before;
  if (!season) return { season: begunSeason(kw, from) };
  const [usual] = levelAt(season, hour);
  const off = Math.abs(kw - usual);
  const known = { season: seasonAfter(season, hour, kw) };
  // How far from the usual is usual shows only when the usual is known.
  if (!residuals) {
    const isKnown = from - season.startedAt >= (rule.learnDays / 2) * dayMs;
    return isKnown ? { ...known, residuals: begunSeason(off, from) } : known;
  }
  const scale = Math.max(levelAt(residuals, hour)[0], 0.25 * residuals.all[0], 0.01 * season.all[1], leastScaleKw);
  // What is being told of must not become its own measure.
  const learnt = { ...known, residuals: seasonAfter(residuals, hour, Math.min(off, mostLearnt * scale)) };
  if (from - season.startedAt < rule.learnDays * dayMs) return learnt;
  const own = Math.sign(kw - usual) * Math.min(mostScore, off / scale);
  const share = Math.min(1, slotMs / (rule.minutes * 60_000));
  const score = digits((before.score ?? 0) + (own - (before.score ?? 0)) * share);
  const isOut = Math.abs(score) >= rule.score;
  const isOver = before.told !== undefined && Math.abs(score) < endShare * rule.score;
  const told = before.told ?? (isOut ? { since: from } : undefined);
  if ((isOut && !before.told) || isOver) {
    findings.push({
      rule: ruleName("anomaly", rule.id),
      active: !isOver,
      severity: rule.severity,
      since: told?.since ?? from,
      value: kw,
      unit: "kW",
      evidence: { score, usualKw: digits(usual), usualDistanceKw: digits(scale), minutes: rule.minutes },
    });
  }
  return { ...learnt, score, ...(told && !isOver && { told }) };
}
