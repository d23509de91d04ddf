import { emptyHistogram, fadedHistogram, histogramAfter, type PowerHistogram } from "./histogram";
import type { IdleRule } from "./idle-rule";
import type { PowerSample } from "./power-sample";
import { type StateThresholds, thresholdsOf } from "./state-thresholds";

export type MachineState = "off" | "idle" | "running";

/** What a machine does, and what is learnt of it; ms UTC. */
export interface MachineCourse {
  readonly histogram: PowerHistogram;
  readonly learnt?: StateThresholds;
  /** When the thresholds are looked for next. */
  readonly learnAt?: number;
  readonly state?: MachineState;
  readonly since?: number;
  /** What its power was last that of. */
  readonly seen?: MachineState;
  /** What it seems to be now, and since when, until that has lasted. */
  readonly next?: { readonly state: MachineState; readonly since: number };
}

export const unknownMachine: MachineCourse = { histogram: emptyHistogram };

const dayMs = 86_400_000;
const msPerMinute = 60_000;

export function machineAfter(before: MachineCourse, rule: IdleRule, sample: PowerSample): MachineCourse {
  const learnt = learntFrom(before, rule, sample);
  const limits = thresholdsFor(learnt, rule);
  if (!limits) return learnt;
  const seen = stateOf(limits, sample.now, learnt.state);
  const learning = seen === learnt.seen ? learnt : { ...learnt, seen };
  const { next, ...course } = learning;
  // After a gap nobody knows since when it does what it does.
  if (sample.from === sample.to) return { ...course, state: seen, since: sample.to };
  if (seen === course.state) return next ? course : learning;
  const begun = next?.state === seen ? next : { state: seen, since: sample.isMean ? sample.from : sample.to };
  const isLong = sample.to - begun.since >= rule.minimumSeconds * 1000;
  if (course.state === undefined || isLong) return { ...course, state: seen, since: begun.since };
  return begun === next ? learning : { ...course, next: begun };
}

/** What is set goes before what is learnt. */
export function thresholdsFor(
  { learnt }: MachineCourse,
  { offBelowKw, runningAboveKw }: IdleRule,
): StateThresholds | undefined {
  if (runningAboveKw !== undefined) return { offBelowKw: offBelowKw ?? learnt?.offBelowKw ?? 0, runningAboveKw };
  return learnt && { ...learnt, ...(offBelowKw !== undefined && { offBelowKw }) };
}

/** Thresholds are looked for once a day, so that states do not change because of themselves. */
function learntFrom(before: MachineCourse, rule: IdleRule, { from, to, now }: PowerSample): MachineCourse {
  if (rule.runningAboveKw !== undefined && rule.offBelowKw !== undefined) return before;
  const histogram = to > from ? histogramAfter(before.histogram, now, (to - from) / msPerMinute) : before.histogram;
  const { learnAt = to + dayMs, learnt } = before;
  if (to < learnAt) return { ...before, histogram, learnAt };
  const found = thresholdsOf(histogram);
  const kept = found && !(learnt && isNear(found, learnt)) ? found : learnt;
  return { ...before, histogram: fadedHistogram(histogram), learnAt: to + dayMs, ...(kept && { learnt: kept }) };
}

const nearShare = 0.25;

const isNear = (a: StateThresholds, b: StateThresholds): boolean =>
  Math.abs(a.offBelowKw / b.offBelowKw - 1) < nearShare &&
  Math.abs(a.runningAboveKw / b.runningAboveKw - 1) < nearShare;

/** A power on a threshold keeps the state that it had. */
const stickiness = 0.05;

function stateOf({ offBelowKw, runningAboveKw }: StateThresholds, kw: number, before?: MachineState): MachineState {
  const off = offBelowKw * (before === "off" ? 1 + stickiness : 1);
  const running = runningAboveKw * (before === "running" ? 1 - stickiness : 1);
  if (kw >= running && kw >= off) return "running";
  return kw < off ? "off" : "idle";
}
