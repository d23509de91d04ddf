import type { Condition } from "../contract/messages";
import { conditionOf, digits, type Subject } from "./finding";
import { moneyOf } from "./idle-money";
import type { IdleRule } from "./idle-rule";
import type { ShiftUse } from "./idle-use";
import type { LoadMeter } from "./load-config";
import type { MachineCourse } from "./machine-state";
import { thresholdsFor } from "./machine-state";
import { demandOf, type PeakPlan, type PeakState } from "./peak-forming";

/** What a machine does from now on, for whoever looks. Never active. */
export function stateFigure(
  subject: Subject,
  course: MachineCourse,
  rule: IdleRule,
  kw: number,
  at: number,
): Condition {
  const limits = thresholdsFor(course, rule);
  return conditionOf(
    subject,
    {
      rule: "machine-state",
      active: false,
      severity: "notice",
      since: course.since ?? at,
      value: kw,
      unit: "kW",
      evidence: {
        state: course.state ?? "unknown",
        ...(limits && { offBelowKw: digits(limits.offBelowKw), runningAboveKw: digits(limits.runningAboveKw) }),
      },
    },
    at,
  );
}

/** The running demand window, once a minute. Never active. */
export function demandFigures(
  subject: Subject,
  plan: PeakPlan,
  state: PeakState,
  measuredAt: number,
  at: number,
): Condition[] {
  const demand = demandOf(plan, state, measuredAt);
  if (!demand) return [];
  const { forecastKw, limitKw, monthPeakKw, window } = demand;
  const evidence = {
    windowFrom: window.from,
    windowTo: window.to,
    usedKwh: digits(window.kwh),
    secondsLeft: Math.round((window.to - measuredAt) / 1000),
    ...(monthPeakKw !== undefined && { monthPeakKw: digits(monthPeakKw) }),
  };
  const head = { rule: "demand", active: false, severity: "notice", since: window.from, value: forecastKw } as const;
  return [
    conditionOf(subject, { ...head, ...(limitKw !== undefined && { limit: limitKw }), unit: "kW", evidence }, at),
  ];
}

/** What a machine used idling in a shift that is over, for each cost centre that bears it. Never active. */
export function idleFigures(
  subject: Subject,
  meter: LoadMeter,
  rule: IdleRule,
  { shift, from, to, use }: ShiftUse,
  at: number,
): Condition[] {
  const { department } = meter;
  const shares = meter.costShares(from);
  const parts = shares.length > 0 ? shares : [undefined];
  return parts.map((part) => {
    const share = (part?.percent ?? 100) / 100;
    const { off, idle, running } = use;
    const idleKwh = idle.kwh * share;
    const evidence = {
      shift: shift ?? "",
      from,
      to,
      idleKwh: digits(idleKwh),
      idleHours: digits(idle.hours),
      runningKwh: digits(running.kwh * share),
      runningHours: digits(running.hours),
      offKwh: digits(off.kwh * share),
      offHours: digits(off.hours),
      ...(department !== undefined && { department }),
      ...(part && { costCentre: part.costCentre, sharePercent: part.percent }),
      ...moneyOf({ money: idleKwh }, rule, meter, { from, to }),
    };
    const head = {
      rule: "idle-use",
      active: false,
      severity: "notice",
      since: from,
      value: idleKwh,
      unit: "kWh",
    } as const;
    return conditionOf(subject, { ...head, evidence }, at);
  });
}
