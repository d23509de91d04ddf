import type { Reading } from "../contract/messages";
import { usualContinuous, type WrittenContinuousRule } from "./continuous-rule";
import { type Finding, ruleName } from "./finding";

/** Flow that has not paused; ms UTC. */
export interface ContinuousRun {
  readonly since: number;
  readonly lastAt: number;
  readonly lowest: number;
  readonly told?: true;
}

const msPerHour = 3_600_000;
/** Nobody knows whether it paused in a longer gap. */
const longestGapMs = 6 * msPerHour;

export interface ContinuousPlan extends WrittenContinuousRule {
  readonly name: string;
  readonly unit: string;
}

export const continuousPlan = (rule: WrittenContinuousRule, unit: string): ContinuousPlan => ({
  ...rule,
  name: ruleName("continuous-load", rule.id ?? rule.quantity.slice(0, 45)),
  unit,
});

/** Follows each rule's quantity; `isWorking` is undefined where nobody knows the shifts. The runs are by the rules' names. */
export function continuousAfter(
  plans: readonly ContinuousPlan[],
  runs: Readonly<Record<string, ContinuousRun>>,
  { at, values }: Reading,
  isWorking: (at: number) => boolean | undefined,
  findings: Finding[],
): Readonly<Record<string, ContinuousRun>> {
  let next = runs;
  for (const plan of plans) {
    const value = values[plan.quantity];
    if (value === undefined) continue;
    const before = next[plan.name];
    const counts = value > plan.above && !(plan.offShiftOnly && isWorking(at));
    const run = counts ? runAfter(plan, before, value, at, findings) : undefined;
    if (!counts && before?.told) findings.push(findingOf(plan, before, value, at, false));
    const { [plan.name]: _before, ...others } = next;
    next = run ? { ...others, [plan.name]: run } : others;
  }
  return next;
}

function runAfter(
  plan: ContinuousPlan,
  before: ContinuousRun | undefined,
  value: number,
  at: number,
  findings: Finding[],
): ContinuousRun {
  const isKnown = before !== undefined && (before.told || at - before.lastAt <= longestGapMs);
  if (!isKnown) return { since: at, lastAt: at, lowest: value };
  const run = { ...before, lastAt: at, lowest: Math.min(before.lowest, value) };
  if (run.told || at - run.since < plan.hours * msPerHour) return run;
  findings.push(findingOf(plan, run, value, at, true));
  return { ...run, told: true };
}

function findingOf(plan: ContinuousPlan, run: ContinuousRun, value: number, at: number, active: boolean): Finding {
  const hours = Math.round(((at - run.since) / msPerHour) * 10) / 10;
  return {
    rule: plan.name,
    active,
    severity: plan.severity ?? usualContinuous.severity,
    since: run.since,
    value,
    limit: plan.above,
    unit: plan.unit,
    evidence: {
      quantity: plan.quantity,
      hours,
      lowest: run.lowest,
      offShiftOnly: plan.offShiftOnly ?? usualContinuous.offShiftOnly,
    },
  };
}
