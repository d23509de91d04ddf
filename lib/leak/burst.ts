import { type FlowSpan, hourMs, rateOf } from "./flow-span";
import type { Look, Sign } from "./leak-sign";
import type { MeterFlow } from "./meter-flow";
import { learningMs } from "./run-limit";

/** So far above what it ever took. */
const ceilingFactor = 4;
/** One value alone may be a slip of the register: it lifts the ceiling so far and no further. */
const mostLift = 4;
/** A ceiling that is not reached for a year comes down to 37 %. */
const forgetMs = 365 * 24 * hourMs;
/** A short span between two pulses says little of the flow. */
const leastPulses = 20;

/** What goes on for a day longer is how the meter is used now. */
const newUseMs = 24 * hourMs;

/** The highest flow before the last span, which may be the first of a burst; while one is told nothing is learnt from it. */
export function ceilingAfter({ ceiling, lastFlow, told }: MeterFlow, { from, to }: FlowSpan): number | undefined {
  const isBurst = told.burst && to - told.burst.since < newUseMs;
  if (lastFlow === undefined || isBurst) return ceiling;
  if (!ceiling) return lastFlow;
  return Math.max(ceiling * Math.exp((from - to) / forgetMs), Math.min(mostLift * ceiling, lastFlow));
}

/** More than the meter ever takes, or than the rule allows, in two spans in a row. `state` is that before the span. */
export function burst({ state, rule, leastFlow, pulse, span }: Look): Sign | undefined {
  const knownMs = span.to - (state.startedAt ?? span.to);
  const { ceiling = 0, lastFlow = 0 } = state;
  const learnt = knownMs >= learningMs && ceiling > leastFlow ? ceilingFactor * ceiling : Number.POSITIVE_INFINITY;
  const limit = rule.burstFlow ?? learnt;
  const flow = Math.min(lastFlow, rateOf(span));
  if (flow <= limit) return undefined;
  if (rule.burstFlow === undefined && span.amount < leastPulses * pulse) return undefined;
  return {
    rule: "burst",
    severity: rule.severity ?? "critical",
    since: span.from,
    flow,
    limit,
    evidence: { ceiling, learnt: rule.burstFlow === undefined },
  };
}
