import type { AnomalyState } from "./anomaly";
import type { Finding } from "./finding";
import { within } from "./limit-course";
import type { LoadState } from "./load-state";
import type { MeterPlan } from "./meter-plan";
import { peakForgotten } from "./peak-forming";
import type { SpikeState } from "./spike";

/** Ends what was told by a rule that has been taken away or switched off: nobody else would ever say that it is over. */
export function withoutForgotten(plan: MeterPlan, state: LoadState, findings: Finding[]): LoadState {
  if (!isForgotten(plan, state)) return state;
  const { spike, anomaly, idle, ...others } = state;
  const limits = ofRules(plan.limits, state.limits);
  for (const [name, { course }] of limits.gone) {
    if (course.raisedAt !== undefined) findings.push(over(name, course.outSince ?? course.raisedAt));
  }
  const continuous = ofRules(plan.continuous, state.continuous);
  for (const [name, { told, since }] of continuous.gone) if (told) findings.push(over(name, since));
  if (idle?.told && !plan.idle) findings.push(over("idle", idle.since));
  return {
    ...others,
    limits: limits.kept,
    continuous: continuous.kept,
    peak: plan.peak ? state.peak : peakForgotten(state.peak, findings),
    ...(spike && { spike: plan.spike ? spike : spikeForgotten(spike, findings) }),
    ...(anomaly && { anomaly: plan.anomaly ? anomaly : anomalyForgotten(anomaly, findings) }),
    ...(idle && plan.idle && { idle }),
  };
}

/** Asked of every message; almost always it is not. */
function isForgotten(plan: MeterPlan, { limits, continuous, peak, spike, anomaly, idle }: LoadState): boolean {
  return (
    Object.keys(limits).some((name) => isGone(plan.limits, name)) ||
    Object.keys(continuous).some((name) => isGone(plan.continuous, name)) ||
    (!plan.peak && peak.told !== undefined) ||
    (!plan.spike && spike?.course.raisedAt !== undefined) ||
    (!plan.anomaly && anomaly?.told !== undefined) ||
    (!plan.idle && idle !== undefined)
  );
}

type Named = { readonly name: string };

const isGone = (rules: readonly Named[], name: string): boolean => !rules.some((rule) => rule.name === name);

function ofRules<State>(rules: readonly Named[], states: Readonly<Record<string, State>>) {
  const all = Object.entries(states);
  return {
    gone: all.filter(([name]) => isGone(rules, name)),
    kept: Object.fromEntries(all.filter(([name]) => !isGone(rules, name))),
  };
}

const over = (rule: string, since: number): Finding => ({
  rule,
  active: false,
  severity: "notice",
  since,
  evidence: { watched: false },
});

/** What it has learnt of the week stays known. */
function spikeForgotten(spike: SpikeState, findings: Finding[]): SpikeState {
  const { course } = spike;
  if (course.raisedAt === undefined) return spike;
  findings.push(over("spike", course.outSince ?? course.raisedAt));
  return { ...spike, course: within };
}

function anomalyForgotten(anomaly: AnomalyState, findings: Finding[]): AnomalyState {
  const { told, ...learnt } = anomaly;
  if (!told) return anomaly;
  findings.push(over("anomaly", told.since));
  return learnt;
}
