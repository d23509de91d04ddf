import { digits, type Finding, ruleName } from "./finding";
import { moneyOf } from "./idle-money";
import type { IdleRule } from "./idle-rule";
import type { LoadMeter } from "./load-config";
import type { MachineCourse } from "./machine-state";
import type { PowerSample } from "./power-sample";

/** Idling that is going on; ms UTC. */
export interface IdleRun {
  readonly since: number;
  readonly kwh: number;
  readonly hours: number;
  /** Between shifts without a break since. */
  readonly offShiftSince?: number;
  readonly told?: "notice" | "warning";
}

const msPerMinute = 60_000;
const msPerHour = 3_600_000;
const dayMs = 24 * msPerHour;

/** Tells of a machine that idles for too long. */
export function idleAfter(
  before: IdleRun | undefined,
  rule: IdleRule,
  { state, since }: MachineCourse,
  sample: PowerSample,
  meter: LoadMeter,
  findings: Finding[],
): IdleRun | undefined {
  if (state !== "idle") {
    if (before?.told) findings.push(findingOf(rule, before, meter, sample, false));
    return undefined;
  }
  const isGap = sample.from === sample.to && !before?.told;
  const run = runAfter(isGap ? undefined : before, sample, since ?? sample.from, meter.shifts.isWorking(sample.to - 1));
  const severity = severityOf(rule, run, sample.to);
  if (severity === undefined || severity === before?.told || before?.told === "warning") return run;
  const told = { ...run, told: severity };
  findings.push(findingOf(rule, told, meter, sample, true));
  return told;
}

function runAfter(
  before: IdleRun | undefined,
  { from, to, kw }: PowerSample,
  since: number,
  isWorking: boolean | undefined,
): IdleRun {
  const { offShiftSince, ...run } = before ?? { since, kwh: 0, hours: 0 };
  const hours = (to - from) / msPerHour;
  const next = { ...run, kwh: run.kwh + kw * hours, hours: run.hours + hours };
  return isWorking === false ? { ...next, offShiftSince: offShiftSince ?? from } : next;
}

function severityOf(rule: IdleRule, { since, offShiftSince, kwh, hours }: IdleRun, at: number): IdleRun["told"] {
  if (hours > 0 && kwh / hours < rule.leastIdleKw) return undefined;
  if (offShiftSince !== undefined && at - offShiftSince >= rule.offShiftMinutes * msPerMinute) return "warning";
  return at - since >= rule.idleMinutes * msPerMinute ? "notice" : undefined;
}

function findingOf(rule: IdleRule, run: IdleRun, meter: LoadMeter, { to }: PowerSample, active: boolean): Finding {
  const { since, kwh, hours, offShiftSince, told = "notice" } = run;
  const kw = hours > 0 ? kwh / hours : 0;
  return {
    rule: ruleName("idle", rule.id),
    active,
    severity: told,
    since,
    value: kw,
    unit: "kW",
    evidence: {
      idleMinutes: Math.round((to - since) / msPerMinute),
      idleKwh: digits(kwh),
      offShift: offShiftSince !== undefined,
      ...moneyOf({ money: kwh }, rule, meter, { from: since, to }),
      ...moneyOf({ moneyPerDay: kw * 24 }, rule, meter, { from: to - dayMs, to }),
    },
  };
}
