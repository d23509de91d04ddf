import { digits, type Finding, ruleName } from "./finding";
import type { IdleRule } from "./idle-rule";
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

/** Tells of a machine that idles for too long; `isWorking` is undefined where nobody knows the shifts. */
export function idleAfter(
  before: IdleRun | undefined,
  rule: IdleRule,
  { state, since }: MachineCourse,
  sample: PowerSample,
  isWorking: boolean | undefined,
  findings: Finding[],
): IdleRun | undefined {
  if (state !== "idle") {
    if (before?.told) findings.push(findingOf(rule, before, sample, false));
    return undefined;
  }
  const isGap = sample.from === sample.to && !before?.told;
  const run = runAfter(isGap ? undefined : before, sample, since ?? sample.from, isWorking);
  const severity = severityOf(rule, run, sample.to);
  if (severity === undefined || severity === before?.told || before?.told === "warning") return run;
  const told = { ...run, told: severity };
  findings.push(findingOf(rule, told, sample, true));
  return told;
}

function runAfter(
  before: IdleRun | undefined,
  { from, to, kw }: PowerSample,
  since: number,
  isWorking?: boolean,
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

function findingOf(rule: IdleRule, run: IdleRun, { to }: PowerSample, active: boolean): Finding {
  const { since, kwh, hours, offShiftSince, told = "notice" } = run;
  const kw = hours > 0 ? kwh / hours : 0;
  const { pricePerUnit } = rule;
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
      ...(pricePerUnit !== undefined && {
        money: digits(kwh * pricePerUnit),
        moneyPerDay: digits(kw * 24 * pricePerUnit),
      }),
    },
  };
}
