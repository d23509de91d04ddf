import type { Interval } from "../contract/messages";
import type { Grid } from "../metering/grid";
import { type ClosedWindow, countedWindow, type DemandWindow, msPerHour, usedOf, windowAfter } from "./demand-window";
import { digits, type Finding, ruleName } from "./finding";
import {
  errorsAfter,
  type ForecastErrors,
  firstErrors,
  forecastKw,
  type Outlook,
  partOf,
  surely,
  windowParts,
} from "./forecast-errors";
import { countedPeaksAfter, learntLimit, type MonthPeaks, monthPeak, peaksAfter } from "./month-peaks";
import { type PeakRule, usualPeak } from "./peak-rule";
import type { PowerSample } from "./power-sample";

/** How the month's peak is watched; ms UTC, kW. */
export interface PeakState {
  readonly window?: DemandWindow;
  /** The present power, smoothed over minutes, and over a quarter of an hour. */
  readonly presentKw?: number;
  readonly latelyKw?: number;
  readonly peaks?: MonthPeaks;
  /** What was to be seen of the running window, by its parts, and how such windows turned out. */
  readonly outlooks?: { readonly from: number; readonly parts: readonly (Outlook | null)[] };
  readonly errors?: ForecastErrors;
  readonly told?: ToldPeak;
}

interface ToldPeak {
  readonly since: number;
  /** When it ends by itself: with the window that it was told of, a while after it where nothing comes earlier. */
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

/** A state in which a window runs. */
type Running = PeakState & { readonly window: DemandWindow };

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
  const presentKw = smoothed(before.presentKw, sample, presentMs);
  const latelyKw = smoothed(before.latelyKw, sample, latelyMs);
  const taken: Running = { ...before, window, presentKw, latelyKw, ...(peaks && { peaks }) };
  const outlook = outlookOf(taken, sample.to);
  const state = learnt(taken, closed, sample.to, outlook, mattersShare * (limitBefore ?? 0));
  const limitKw = limitAt(rule, peaks, sample.to);
  if (limitKw === undefined || now >= window.to) return state;
  // Means of whole windows show a peak only when it has been; what goes on as it was is the next.
  const isCoarse = sample.to - sample.from > coarseShare * (window.to - window.from);
  const last = isCoarse ? closed.at(-1) : undefined;
  if (last && !before.told && limitBefore !== undefined && last.kw > limitBefore) {
    const seen = { limitKw: limitBefore, forecastKw: last.kw, since: last.from };
    return toldOf(plan, state, seen, { at: sample.to, now, isCoarse }, findings);
  }
  const moment = { at: sample.to, now, isCoarse };
  return outlook ? foreseen(plan, state, outlook, limitKw, moment, findings) : state;
}

/** The month's peak by what a window's energy was counted to be: exact where power was read now and then. */
export function peakCounted({ windows, months }: PeakPlan, before: PeakState, interval: Interval): PeakState {
  const window = countedWindow(interval, windows);
  return window ? { ...before, peaks: countedPeaksAfter(before.peaks, window, months) } : before;
}

const coarseShare = 0.3;

interface Moment {
  /** When it was measured, and when it is judged, ms UTC. */
  readonly at: number;
  readonly now: number;
  /** Nothing more is known within the window. */
  readonly isCoarse: boolean;
}

const limitAt = ({ limitKw, pastShare }: PeakRule, peaks: MonthPeaks | undefined, at: number): number | undefined =>
  limitKw ?? learntLimit(peaks, at, pastShare);

const presentMs = 60_000;
const latelyMs = 600_000;

/** A motor that starts is no load of a quarter of an hour. */
function smoothed(before: number | undefined, { from, to, now, isMean }: PowerSample, overMs: number): number {
  if (before === undefined || isMean) return now;
  return before + (now - before) * (1 - Math.exp(-(to - from) / overMs));
}

/** Undefined where too little is known of the running window. */
function outlookOf({ window, presentKw = 0, latelyKw = 0 }: Running, at: number): Outlook | undefined {
  const usedKw = usedOf(window, at, presentKw);
  return usedKw === undefined
    ? undefined
    : { usedKw, past: (at - window.from) / (window.to - window.from), presentKw, latelyKw };
}

/** Only from what was foreseen near the limit is learnt how that turns out. */
const mattersShare = 0.7;
const noOutlooks: readonly null[] = Array.from({ length: windowParts }, () => null);

function learnt(
  state: Running,
  closed: readonly ClosedWindow[],
  at: number,
  outlook: Outlook | undefined,
  leastKw: number,
): Running {
  const { window, outlooks } = state;
  const over = closed.find(({ from }) => from === outlooks?.from);
  const errors = over
    ? errorsAfter(state.errors ?? firstErrors, outlooks?.parts ?? [], over.kw, leastKw)
    : state.errors;
  const known = outlooks?.from === window.from ? outlooks.parts : noOutlooks;
  const part = partOf(window.from, window.to, at);
  const parts = outlook && known[part] === null ? known.with(part, rounded(outlook)) : known;
  return { ...state, outlooks: { from: window.from, parts }, ...(errors && { errors }) };
}

const rounded = ({ usedKw, past, presentKw, latelyKw }: Outlook): Outlook => ({
  usedKw: digits(usedKw),
  past: digits(past),
  presentKw: digits(presentKw),
  latelyKw: digits(latelyKw),
});

/** Below so much of the limit a window that was told of is saved. */
const savedShare = 0.97;
/** So late in a window it is seen whether it goes beyond the one before. */
const lateShare = 0.8;
const resendMs = 60_000;
const resendShare = 0.1;

function foreseen(
  plan: PeakPlan,
  state: Running,
  outlook: Outlook,
  limitKw: number,
  moment: Moment,
  findings: Finding[],
): PeakState {
  const { at, now, isCoarse } = moment;
  const { told, window, errors = firstErrors } = state;
  const part = partOf(window.from, window.to, at);
  const kw = forecastKw(errors, part, outlook);
  const isSettled = isCoarse || outlook.past >= plan.rule.settleShare;
  const isLost = window.kwh * msPerHour > limitKw * (window.to - window.from);
  if (!told) {
    if (!isLost && !(isSettled && surely(errors, part, kw, plan.rule.caution) > limitKw)) return state;
    return toldOf(plan, state, { limitKw, forecastKw: kw, since: now }, moment, findings);
  }
  // The peak of a window that is over is the limit now: what goes on as it was makes no other.
  const isLate = isCoarse || outlook.past >= lateShare;
  const isPast = plan.rule.limitKw === undefined && isLate && told.since < window.from && kw <= limitKw;
  if (isSettled && (isPast || kw < savedShare * limitKw)) return endedOf(plan.rule, state, kw, findings);
  const changed = Math.abs(kw - told.forecastKw) > resendShare * limitKw || told.sentAt < window.from;
  if (!changed || now - told.sentAt < resendMs || !isSettled) return state;
  return toldOf(plan, state, { limitKw, forecastKw: kw, since: told.since }, moment, findings);
}

interface Foreseen {
  readonly limitKw: number;
  readonly forecastKw: number;
  readonly since: number;
}

function toldOf(
  { rule }: PeakPlan,
  state: Running,
  { limitKw, forecastKw: kw, since }: Foreseen,
  { at, now, isCoarse }: Moment,
  findings: Finding[],
): PeakState {
  const { window, peaks } = state;
  const left = Math.max(1000, window.to - at);
  const shedKw = ((kw - limitKw) * (window.to - window.from)) / left;
  findings.push({
    rule: ruleName("peak-forming", rule.id),
    active: true,
    severity: rule.severity,
    since,
    value: kw,
    limit: limitKw,
    unit: "kW",
    evidence: {
      forecastKw: digits(kw),
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
  return {
    ...state,
    told: {
      since,
      until: isCoarse ? window.to + (window.to - window.from) / 2 : window.to,
      limitKw,
      forecastKw: kw,
      sentAt: now,
    },
  };
}

function endedOf(rule: PeakRule, state: PeakState, kw: number, findings: Finding[]): PeakState {
  const { told, ...calm } = state as PeakState & { readonly told: ToldPeak };
  findings.push({
    rule: ruleName("peak-forming", rule.id),
    active: false,
    severity: rule.severity,
    since: told.since,
    value: kw,
    limit: told.limitKw,
    unit: "kW",
    evidence: { forecastKw: digits(kw) },
  });
  return calm;
}

/** How the running window stands; undefined where too little of it is known. */
export function demandOf({ rule }: PeakPlan, state: PeakState, at: number) {
  const { window, peaks, errors = firstErrors } = state;
  const outlook = window && outlookOf({ ...state, window }, at);
  if (!window || !outlook) return undefined;
  return {
    window,
    forecastKw: forecastKw(errors, partOf(window.from, window.to, at), outlook),
    limitKw: limitAt(rule, peaks, at),
    monthPeakKw: peaks && at < peaks.to ? monthPeak(peaks) : undefined,
  };
}

/** Nobody watches it any more. */
export const peakForgotten = (state: PeakState, findings: Finding[]): PeakState =>
  state.told ? endedOf(usualPeak, state, state.told.forecastKw, findings) : state;

/** When a condition must end though nothing comes, ms UTC. */
export const peakEndsAt = ({ told }: PeakState): number | undefined => told?.until;

const heardShare = 0.8;

/** The window is over. What goes on above the limit is the same condition in the next window. */
export function peakWindowOver(plan: PeakPlan, state: PeakState, now: number, findings: Finding[]): PeakState {
  const { told, presentKw = 0, window } = state;
  if (!told || now < told.until) return state;
  const limitKw = plan.rule.limitKw ?? Math.max(told.limitKw, told.forecastKw);
  const isHeard = window !== undefined && window.knownMs >= heardShare * (window.to - window.from);
  if (isHeard && presentKw > limitKw) return { ...state, told: { ...told, until: plan.windows.spanAt(now).to } };
  return endedOf(plan.rule, state, told.forecastKw, findings);
}
