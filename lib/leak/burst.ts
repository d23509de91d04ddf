import { type FlowSpan, hourMs, rateOf } from "./flow-span";
import type { Look, Sign } from "./leak-sign";
import { learningMs } from "./run-limit";

/** So far above what it ever took twice in a row. */
const ceilingFactor = 3;
/** A ceiling that is not reached for a year comes down to a third. */
const forgetMs = 365 * 24 * hourMs;
/** A short span between two pulses says little of the flow. */
const leastPulses = 20;

/** The highest flow that two spans in a row had; one alone may be a slip of the register. */
export function ceilingAfter(ceiling = 0, lastFlow: number | undefined, span: FlowSpan): number {
  const kept = ceiling * Math.exp(-(span.to - span.from) / forgetMs);
  return Math.max(kept, Math.min(lastFlow ?? 0, rateOf(span)));
}

/** More than the meter ever takes, or than the rule allows, in two spans in a row. `state` is that before the span. */
export function burst({ state, rule, leastFlow, pulse, span }: Look): Sign | undefined {
  const knownMs = span.to - (state.startedAt ?? span.to);
  const { ceiling = 0, lastFlow = 0 } = state;
  const learnt = knownMs >= learningMs && ceiling > leastFlow ? ceilingFactor * ceiling : Number.POSITIVE_INFINITY;
  const limit = rule.burstFlow ?? learnt;
  const flow = Math.min(lastFlow, rateOf(span));
  if (flow <= limit || span.amount < leastPulses * pulse) return undefined;
  return {
    rule: "burst",
    severity: rule.severity ?? "critical",
    since: span.from,
    flow,
    limit,
    evidence: { ceiling, learnt: rule.burstFlow === undefined },
  };
}
