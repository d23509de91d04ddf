import { DateTime } from "luxon";
import { shiftsOn } from "../site/calendar";
import type { StepOutput } from "../step/step";
import { afterUseDay, type BaselineCourse, isLearning, noBaseline } from "./baseline-course";
import type { BaselineRule } from "./baseline-rule";
import { dayFigures, excessCondition, modelOutput } from "./baseline-told";
import type { DriftConfig } from "./drift-config";
import { productOf } from "./meter-roles";
import { meanTemperature } from "./temperature-hours";
import { newDay, periodOf, type UseDay, withCount } from "./use-day";
import type { Use } from "./use-track";
import { overAt, type WatchState, wokenBy } from "./watch-state";

/** Adds what a rule's machine used, or made where `product` names what counts it, to its days. */
export function withDayUse(
  state: WatchState,
  config: DriftConfig,
  rule: BaselineRule,
  use: Use,
  now: number,
  product?: string,
): WatchState {
  const before = state.baselines[rule.id] ?? noBaseline;
  let open = before.open;
  let next = state;
  for (let at = use.from; at < use.to; ) {
    const span = config.days.spanAt(at);
    const known = open.find(({ from }) => from === span.from);
    // What comes after its day was decided is found by those who ask the journal.
    const isLate = !known && span.from < (open[0]?.from ?? 0);
    if (!isLate) {
      const day = withCount(known ?? newDay(span, now), use, now, product);
      open = known ? open.map((one) => (one === known ? day : one)) : [...open, day];
      next = wokenBy(next, day);
    }
    at = span.to;
  }
  const course = { ...before, open, ...askedFor(before, rule, config.days.spanAt(use.from).from) };
  return { ...next, baselines: { ...next.baselines, [rule.id]: course } };
}

/** The journal is asked once for each version whose period lies before what comes. */
function askedFor(course: BaselineCourse, rule: BaselineRule, day: number): Partial<BaselineCourse> {
  const isBefore = rule.from !== undefined && rule.from < day && isLearning(course, rule);
  return isBefore && course.askedFor !== rule.version ? { askedFor: rule.version, asksBefore: day } : {};
}

/** What a rule's days must have to be of use. */
export function driversOf(config: DriftConfig, rule: BaselineRule, day: number) {
  const calendar = config.calendarOf(rule.meter);
  const off = calendar && shiftsOn(calendar, DateTime.fromMillis(day, { zone: config.timeZone })).length === 0;
  return {
    needsTemperature: rule.temperatureMeter !== undefined,
    products: rule.production.map(({ meter, quantity }) => productOf(meter, quantity)),
    ...(off !== undefined && { off }),
  };
}

/** Where the past is played at once no clock ends its days: the oldest is over when a third begins. */
const mostOpen = 2;

export const hasOverdue = ({ baselines }: WatchState): boolean =>
  Object.values(baselines).some(({ open }) => open.length > mostOpen);

/** Decides the days that are over. */
export function daysClosed(
  state: WatchState,
  config: DriftConfig,
  site: string,
  now: number,
): { readonly state: WatchState; readonly outputs: readonly StepOutput[] } {
  const outputs: StepOutput[] = [];
  const baselines = { ...state.baselines };
  for (const rule of config.baselines) {
    const course = baselines[rule.id];
    const over = course?.open.filter((day, index, open) => overAt(day) <= now || index < open.length - mostOpen) ?? [];
    if (!course || over.length === 0) continue;
    let next: BaselineCourse = { ...course, open: course.open.filter((day) => !over.includes(day)) };
    for (const day of [...over].sort((a, b) => a.from - b.from)) {
      next = dayDecided(next, day, state, config, rule, { site, now, outputs });
    }
    baselines[rule.id] = next;
  }
  return { state: { ...state, baselines }, outputs };
}

interface Telling {
  readonly site: string;
  readonly now: number;
  readonly outputs: StepOutput[];
}

function dayDecided(
  course: BaselineCourse,
  day: UseDay,
  { temperatures }: WatchState,
  config: DriftConfig,
  rule: BaselineRule,
  { site, now, outputs }: Telling,
): BaselineCourse {
  const hours = rule.temperatureMeter === undefined ? [] : (temperatures[rule.temperatureMeter] ?? []);
  const drivers = driversOf(config, rule, day.from);
  const period = periodOf(day, drivers, meanTemperature(hours, day.from, day.to));
  if (!period) return course;
  const turn = afterUseDay(course, period, rule, now);
  if (turn.frozen) outputs.push(modelOutput(site, rule, turn.frozen));
  if (!turn.judged) return turn.course;
  outputs.push(dayFigures(site, rule, turn.judged, day.to, turn.course.saved));
  const about = { site, now, config, dayEnd: day.to, baseline: turn.judged.baseline };
  if (turn.begun) outputs.push(excessCondition(about, rule, turn.begun, true));
  if (turn.ended) outputs.push(excessCondition(about, rule, turn.ended, false));
  return turn.course;
}
