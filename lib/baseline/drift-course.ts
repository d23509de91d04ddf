import type { Severity } from "../contract/messages";
import type { DriftRule } from "./drift-rule";
import { type DriftLimits, type LevelChange, levelChange } from "./drift-search";
import { levelOf } from "./level";
import { isWorked, type Night } from "./night";
import { isSeasonal, knowsWeather } from "./season";

export type DriftKind = "drift" | "seasonal" | "saving";

/** A change of the baseline that has been told and not ended. */
export interface ToldDrift {
  readonly kind: DriftKind;
  readonly severity: Severity;
  /** First night of the new level, ms UTC. */
  readonly since: number;
  /** The level before, per hour. */
  readonly before: number;
  /** The level now over the level before, less 1. */
  readonly ratio: number;
  /** What the ratio had to exceed. */
  readonly needed: number;
  /** Nights that it was seen in. */
  readonly nights: number;
}

/** What is known of a machine's nights. */
export interface NightCourse {
  /** Nights at rest, oldest first. */
  readonly nights: readonly Night[];
  /** How many were left out because they were worked. */
  readonly worked: number;
  /** Begin of the last weeks' nights, worked ones too: how often there is one. */
  readonly lately: readonly number[];
  readonly told?: ToldDrift;
  /** While something is told: the nights in a row in which nothing was used. */
  readonly empty?: number;
}

export const noNights: NightCourse = { nights: [], worked: 0, lately: [] };

export interface CourseTurn {
  readonly course: NightCourse;
  /** What ended with this night, and what began or grew. */
  readonly ended?: ToldDrift;
  readonly begun?: ToldDrift;
}

const keptNights = 140;
const dayMs = 86_400_000;
/** A saving is worth a word from this on. */
const savingFrom = 0.1;
/** The level is back where it was when less than this share of the change is left over a week. */
const backShare = 0.35;
const backNights = 7;
/** A told change is measured over so many nights before a further one can be seen. */
const settledNights = 5;

const rising: DriftLimits = {
  windows: [5, 7, 14, 21],
  referenceNights: 42,
  fewestNights: 10,
  sureness: 3,
  scatter: [0.02, 0.06],
};
const fallingWindows = [14, 21];
/** A machine that rests on fewer nights, as where weekends are left out, is judged by as many days with as many fewer nights. */
const everyNight = 0.8;
const shortestWindow = 3;
const latelyNights = 28;

/** The limits of changes for nights that come as often as these. */
function limitsOf({ lately }: NightCourse, windows: readonly number[]): DriftLimits {
  const days = ((lately.at(-1) ?? 0) - (lately[0] ?? 0)) / dayMs + 1;
  const density = lately.length / days;
  if (density >= everyNight) return { ...rising, windows };
  const scaled = windows.map((length) => Math.max(shortestWindow, Math.round(density * length)));
  return { ...rising, windows: [...new Set(scaled)] };
}

/** Takes in one more night and decides with what is known by then. */
export function afterNight(before: NightCourse, night: Night, rule: DriftRule): CourseTurn {
  const lately = [...before.lately, night.from].slice(-latelyNights);
  if (isWorked(night, before.nights)) {
    return unlessAccepted({ ...before, lately, worked: before.worked + 1 }, night.from, rule);
  }
  const { empty: _used, ...known } = before;
  const course = { ...known, lately, nights: [...before.nights, night].slice(-keptNights) };
  const series = course.nights.map(({ floor }) => Math.log(floor));
  const { told } = course;
  if (told) {
    if (isOver(course, told, series, rule)) return { course: without(course), ended: told };
    const again = judgedAgain(course, told, rule);
    if (again) return again;
    const further = growth(course, told, series);
    return further ? begin(course, further, rule) : { course };
  }
  const rise = levelChange(series, 1, limitsOf(course, rising.windows));
  if (rise && 100 * Math.expm1(rise.shown) >= rule.leastPercent) return begin(course, rise, rule);
  const fall = levelChange(series, -1, limitsOf(course, fallingWindows));
  return fall && -Math.expm1(fall.shown) >= savingFrom ? begin(course, fall, rule) : { course };
}

/** A night in which nothing was used has no level; a week of them has none of the rise that was told. */
export function afterEmptyNight(before: NightCourse, from: number, rule: DriftRule): CourseTurn {
  const { told, empty = 0 } = before;
  if (!told) return { course: before };
  const course = { ...before, empty: empty + 1 };
  if (told.kind !== "saving" && course.empty >= backNights) return { course: without(course), ended: told };
  return unlessAccepted(course, from, rule);
}

/** Nights that say nothing of the level do not hold up what has lasted so long that it is the new one. */
function unlessAccepted(course: NightCourse, from: number, rule: DriftRule): CourseTurn {
  const { told } = course;
  return told && isAccepted(told, from, rule) ? { course: without(course), ended: told } : { course };
}

const isAccepted = ({ since }: ToldDrift, from: number, { acceptDays }: DriftRule): boolean =>
  from - since >= acceptDays * dayMs;

/** The last week beside the level that it is held against; nothing before there are enough nights. */
export function referenceOf({ nights, told }: NightCourse): { referencePerHour?: number; driftPercent?: number } {
  const series = nights.map(({ floor }) => Math.log(floor));
  const before = series.slice(0, -backNights).slice(-rising.referenceNights);
  if (before.length < rising.fewestNights) return {};
  const reference = told ? Math.log(told.before) : levelOf(before);
  const drift = Math.expm1(levelOf(series.slice(-backNights)) - reference);
  return { referencePerHour: Math.exp(reference), driftPercent: 100 * drift };
}

const without = ({ told: _over, empty: _nights, ...course }: NightCourse): NightCourse => course;

const firstOf = ({ nights }: NightCourse, since: number): number => nights.findIndex(({ from }) => from >= since);

/** A rise on top of one that has been told, or after a saving: the nights before that are no longer what to expect. */
function growth(course: NightCourse, told: ToldDrift, series: readonly number[]): LevelChange | undefined {
  const first = Math.max(0, firstOf(course, told.since));
  const limits = limitsOf(course, rising.windows);
  if (told.kind === "saving") return levelChange(series, 1, limits, { from: first });
  const longest = Math.max(...rising.windows);
  const settled = series.slice(first, Math.max(first + settledNights, series.length - longest));
  const level = Math.max(levelOf(settled), Math.log(told.before * (1 + told.ratio)));
  return levelChange(series, 1, limits, { level, from: first });
}

function begin(course: NightCourse, found: LevelChange, rule: DriftRule): CourseTurn {
  const around = course.nights.slice(found.since - found.before);
  // Heating that grows on is judged as a whole.
  const first = course.told?.kind === "seasonal" ? Math.max(1, firstOf(course, course.told.since)) : found.since;
  const reference = Math.max(0, first - rising.referenceNights);
  const seasonal = isSeasonal(course.nights.slice(reference), first - reference, rule);
  const kind = found.change < 0 ? "saving" : seasonal ? "seasonal" : "drift";
  const { told } = course;
  const isSure = rule.weatherIndependent || knowsWeather(around);
  // What grows counts from the level before its first step.
  const grows = told?.kind === kind;
  const before = grows ? told.before : Math.exp(found.level);
  const begun: ToldDrift = {
    kind,
    severity: kind === "drift" && isSure ? "warning" : "notice",
    since: grows ? told.since : (course.nights[found.since] as Night).from,
    before,
    ratio: Math.exp(found.level + found.change) / before - 1,
    needed: Math.expm1(found.needed),
    nights: found.after,
  };
  return { course: { ...course, told: begun }, begun, ...(told && !grows && { ended: told }) };
}

/** After so many nights what was taken for the season's is judged once more. */
const nightsToJudge = 14;

function judgedAgain(course: NightCourse, told: ToldDrift, rule: DriftRule): CourseTurn | undefined {
  const first = firstOf(course, told.since);
  if (told.kind !== "seasonal" || first < 1 || course.nights.length - first !== nightsToJudge) return undefined;
  const reference = Math.max(0, first - rising.referenceNights);
  if (isSeasonal(course.nights.slice(reference), first - reference, rule)) return undefined;
  const begun: ToldDrift = { ...told, kind: "drift", severity: "warning", nights: nightsToJudge };
  return { course: { ...course, told: begun }, ended: told, begun };
}

/** Back at the old level, or lasting so long that it is the new one. */
function isOver(course: NightCourse, told: ToldDrift, series: readonly number[], rule: DriftRule): boolean {
  const last = course.nights.at(-1) as Night;
  if (isAccepted(told, last.from, rule)) return true;
  if (series.length - firstOf(course, told.since) < backNights) return false;
  const left = levelOf(series.slice(-backNights)) - Math.log(told.before);
  return Math.sign(told.ratio) * left < backShare * Math.abs(Math.log1p(told.ratio));
}
