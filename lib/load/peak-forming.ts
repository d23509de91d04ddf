import type { Grid } from "../metering/grid";
import { type DemandWindow, forecastOf, msPerHour, windowAfter } from "./demand-window";
import { digits, type Finding, ruleName } from "./finding";
import { learntLimit, type MonthPeaks, peaksAfter } from "./month-peaks";
import type { PeakRule } from "./peak-rule";
import type { PowerSample } from "./power-sample";

/** How the month's peak is watched; ms UTC, kW. */
export interface PeakState {
  readonly window?: DemandWindow;
  /** The present power, smoothed over a minute and a half. */
  readonly presentKw?: number;
  readonly peaks?: MonthPeaks;
  readonly told?: ToldPeak;
}

interface ToldPeak {
  readonly since: number;
  /** End of the window that it was told of. */
  readonly until: number;
  readonly limitKw: number;
  readonly forecastKw: number;
  /** When its figures were last sent. */
  readonly sentAt: number;
}

export interface PeakPlan {
  readonly rule: PeakRule;
  readonly windows: Grid;
  readonly months: Grid;
}

/** Takes a stretch of power into the running demand window, and tells when its mean is about to cross the limit. */
export function peakAfter(
  plan: PeakPlan,
  before: PeakState,
  sample: PowerSample,
  now: number,
  findings: Finding[],
): PeakState {
  const { rule, windows, months } = plan;
  const { window, closed } = windowAfter(before.window, sample, windows);
  const limitBefore = limitAt(rule, before.peaks, sample.to);
  const peaks = closed.reduce<MonthPeaks | undefined>((known, each) => peaksAfter(known, each, months), before.peaks);
  const presentKw = smoothed(before.presentKw, sample);
  const state: PeakState = { ...before, window, presentKw, ...(peaks && { peaks }) };
  const limitKw = limitAt(rule, peaks, sample.to);
  if (limitKw === undefined || now >= window.to) return state;
  // Means of whole windows show a peak only when it has been; what goes on as it was is the next.
  const last = sample.isMean ? closed.at(-1) : undefined;
  if (last && !before.told && limitBefore !== undefined && last.kw > limitBefore) {
    return toldOf(
      plan,
      state,
      { limitKw: limitBefore, forecastKw: last.kw, since: last.from },
      sample.to,
      now,
      findings,
    );
  }
  const forecastKw = forecastOf(window, sample.to, presentKw);
  return forecastKw === undefined ? state : foreseen(plan, state, forecastKw, limitKw, sample.to, now, findings);
}

const limitAt = ({ limitKw, pastShare }: PeakRule, peaks: MonthPeaks | undefined, at: number): number | undefined =>
  limitKw ?? learntLimit(peaks, at, pastShare);

const smoothMs = 90_000;

/** A motor that starts is no load of a quarter of an hour. */
function smoothed(before: number | undefined, { from, to, now, isMean }: PowerSample): number {
  if (before === undefined || isMean) return now;
  return before + (now - before) * (1 - Math.exp(-(to - from) / smoothMs));
}

/** Below so much of the limit a window that was told of is saved. */
const savedShare = 0.97;
const resendMs = 60_000;
const resendShare = 0.1;

function foreseen(
  plan: PeakPlan,
  state: PeakState,
  forecastKw: number,
  limitKw: number,
  at: number,
  now: number,
  findings: Finding[],
): PeakState {
  const { told, window } = state as PeakState & { readonly window: DemandWindow };
  const { settleShare } = plan.rule;
  const isSettled = at - window.from >= settleShare * (window.to - window.from);
  const isLost = window.kwh * msPerHour > limitKw * (window.to - window.from);
  if (!told) {
    if (!isLost && !(isSettled && forecastKw > limitKw)) return state;
    return toldOf(plan, state, { limitKw, forecastKw, since: now }, at, now, findings);
  }
  if (isSettled && forecastKw < savedShare * limitKw) return endedOf(plan.rule, state, forecastKw, findings);
  const changed = Math.abs(forecastKw - told.forecastKw) > resendShare * limitKw || window.to > told.until;
  if (!changed || now - told.sentAt < resendMs || !isSettled) return state;
  return toldOf(plan, state, { limitKw, forecastKw, since: told.since }, at, now, findings);
}

interface Foreseen {
  readonly limitKw: number;
  readonly forecastKw: number;
  readonly since: number;
}

function toldOf(
  { rule }: PeakPlan,
  state: PeakState,
  { limitKw, forecastKw, since }: Foreseen,
  at: number,
  now: number,
  findings: Finding[],
): PeakState {
  const { window, peaks } = state as PeakState & { readonly window: DemandWindow };
  const left = Math.max(1000, window.to - at);
  const shedKw = ((forecastKw - limitKw) * (window.to - window.from)) / left;
  findings.push({
    rule: ruleName("peak-forming", rule.id),
    active: true,
    severity: rule.severity,
    since,
    value: forecastKw,
    limit: limitKw,
    unit: "kW",
    evidence: {
      forecastKw: digits(forecastKw),
      shedKw: digits(Math.max(0, shedKw)),
      secondsLeft: Math.round(left / 1000),
      usedKwh: digits(window.kwh),
      presentKw: digits(state.presentKw ?? 0),
      windowFrom: window.from,
      windowTo: window.to,
      windowMinutes: rule.windowMinutes,
      ...(peaks && at < peaks.to && { monthPeakKw: digits(peaks.peakKw) }),
    },
  });
  return { ...state, told: { since, until: window.to, limitKw, forecastKw, sentAt: now } };
}

function endedOf(rule: PeakRule, state: PeakState, forecastKw: number, findings: Finding[]): PeakState {
  const { told, ...calm } = state as PeakState & { readonly told: ToldPeak };
  findings.push({
    rule: ruleName("peak-forming", rule.id),
    active: false,
    severity: rule.severity,
    since: told.since,
    value: forecastKw,
    limit: told.limitKw,
    unit: "kW",
    evidence: { forecastKw: digits(forecastKw) },
  });
  return calm;
}

/** When a condition must end though nothing comes, ms UTC. */
export const peakEndsAt = ({ told }: PeakState): number | undefined => told?.until;

/** The window is over. What goes on above the limit is the same condition in the next window. */
export function peakWindowOver(plan: PeakPlan, state: PeakState, now: number, findings: Finding[]): PeakState {
  const { told, presentKw = 0 } = state;
  if (!told || now < told.until) return state;
  const next = plan.windows.spanAt(now).to;
  const limitKw = plan.rule.limitKw ?? Math.max(told.limitKw, told.forecastKw);
  const goesOn =
    presentKw > limitKw && state.window !== undefined && now - state.window.to <= plan.rule.windowMinutes * 30_000;
  if (goesOn) return { ...state, told: { ...told, until: next } };
  return endedOf(plan.rule, state, told.forecastKw, findings);
}
