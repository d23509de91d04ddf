import { type FlowSpan, hourMs, rateOf } from "./flow-span";
import type { Look, Sign } from "./leak-sign";
import { learningMs } from "./run-limit";

/** So far above what it ever took. */
const ceilingFactor = 2;
/** One value alone may be a slip of the register: it lifts the ceiling so far and no further. */
const mostLift = 4;
/** A ceiling that is not reached for a year comes down to 37 %. */
const forgetMs = 365 * 24 * hourMs;
/** A short span between two pulses says little of the flow. */
const leastPulses = 20;

/** The highest flow of a span so far. */
export function ceilingAfter(ceiling: number | undefined, span: FlowSpan): number {
  if (ceiling === undefined) return rateOf(span);
  const kept = ceiling * Math.exp(-(span.to - span.from) / forgetMs);
  return Math.max(kept, ceiling > 0 ? Math.min(mostLift * ceiling, rateOf(span)) : rateOf(span));
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
