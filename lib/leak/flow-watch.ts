import type { StepOutput } from "../step/step";
import { burst, ceilingAfter } from "./burst";
import { hoursAfter } from "./flow-hours";
import { unitOf } from "./flow-input";
import { asOneRun, levelsAfter, longestWatchedMs } from "./flow-levels";
import { type FlowSpan, hourMs, isHourOver, rateOf, spansWith } from "./flow-span";
import { flowStep } from "./flow-step";
import { lastingFlow } from "./lasting-flow";
import type { LeakConfig } from "./leak-config";
import type { Look, Sign } from "./leak-sign";
import { baseOf, type Telling, tellSigns } from "./leak-told";
import { atOnceRules, dailyRules, type LeakCondition, lastingRules, type MeterFlow } from "./meter-flow";
import { flowWhileOff, offAfter } from "./off-shift";

/** Of which meter, when, and whether it ought to rest. */
export interface Watched {
  readonly site: string;
  readonly meter: string;
  readonly now: number;
  isOff(span: FlowSpan): boolean;
}

export interface FlowWatched {
  readonly state: MeterFlow;
  readonly outputs: readonly StepOutput[];
}

/** A meter after a span of flow: bursts and flow while off are seen at once, what lasts at the end of each hour. */
export function flowWatched(config: LeakConfig, seen: MeterFlow, span: FlowSpan, watched: Watched): FlowWatched {
  const rule = config.ruleOf(watched.meter);
  const usual = usualOf(unitOf(seen));
  const { leastFlow = usual.leastFlow } = rule;
  const pulse = rule.pulse ?? seen.pulse ?? usual.pulse;
  const look = { rule, leastFlow, pulse, width: grainOf(pulse, leastFlow), span };
  const telling = tellingOf(config, seen, watched);
  const atOnce = seenAtOnce({ ...look, state: seen }, watched.isOff(span), telling);
  const pending = spansWith(seen.pending, span);
  if (!isHourOver(pending, span.to)) return { ...atOnce, state: { ...atOnce.state, pending } };
  const hourly = seenHourly({ ...look, state: { ...atOnce.state, pending } }, telling);
  return { state: hourly.state, outputs: [...atOnce.outputs, ...hourly.outputs] };
}

/** A meter that is not watched any more: whatever was told is over. */
export const flowForgotten = (config: LeakConfig, seen: MeterFlow, watched: Watched): FlowWatched =>
  tell(seen, [], [...atOnceRules, ...dailyRules], tellingOf(config, seen, watched));

function seenAtOnce(look: Look, isOff: boolean, telling: Telling): FlowWatched {
  const { state: seen, span } = look;
  const { off: before, ceiling: ceilingBefore, ...known } = seen;
  const bursting = burst(look);
  const off = offAfter(before, span, isOff, look);
  const ceiling = bursting ? ceilingBefore : ceilingAfter(seen, span);
  const state: MeterFlow = {
    ...known,
    startedAt: seen.startedAt ?? span.from,
    cadenceMs: cadenceAfter(seen, span),
    lastFlow: rateOf(span),
    ...(ceiling !== undefined && { ceiling }),
    ...(off && { off }),
  };
  return tell(state, [bursting, flowWhileOff({ ...look, state })], atOnceRules, telling);
}

function seenHourly(look: Look, telling: Telling): FlowWatched {
  const { state: before, leastFlow, pulse, width } = look;
  const { pending, cadenceMs } = before;
  const levels = levelsAfter(before.levels, pending, { leastFlow, pulse, cadenceMs });
  const hours = hoursAfter(before.hours, pending, { width, longestMs: longestWatchedMs(cadenceMs) });
  const now: MeterFlow = { ...before, pending: [], levels, hours };
  const lasting = lastingFlow({ ...look, state: now });
  const { leak } = before.told;
  const state = leak && !lasting ? { ...now, levels: asOneRun(levels, leak.since) } : now;
  if (hours.minima === before.hours.minima) return tell(state, [lasting], lastingRules, telling);
  const told = tell(state, [lasting, flowStep({ ...look, state })], dailyRules, telling);
  const base = baseOf(state, telling);
  return base ? { ...told, outputs: [...told.outputs, { port: 1, transient: true, payload: base }] } : told;
}

function tell(
  state: MeterFlow,
  signs: readonly (Sign | undefined)[],
  asked: readonly LeakCondition[],
  telling: Telling,
): FlowWatched {
  const found = signs.filter((sign) => sign !== undefined);
  if (found.length === 0 && !asked.some((rule) => state.told[rule])) return { state, outputs: [] };
  const { told, conditions } = tellSigns(state.told, found, asked, telling);
  return {
    state: { ...state, told },
    outputs: conditions.map((payload) => ({ port: 0, payload })),
  };
}

/** A pulse may be so many least flows; else the least flow is taken over more hours, half a night at most. */
const pulseShare = 2.5;
const widest = 4;
const grainOf = (pulse: number, leastFlow: number): number =>
  Math.min(widest, Math.max(1, Math.ceil(pulse / (pulseShare * leastFlow))));

/** Where nothing else is said: losses that are worth a word, and what a register counts in until it has shown it. */
const usualOf = (unit: string) => (unit === "L" ? { leastFlow: 1, pulse: 1 } : { leastFlow: 0.01, pulse: 0.01 });

const dayMs = 24 * hourMs;

function tellingOf(config: LeakConfig, seen: MeterFlow, { site, meter, now }: Watched): Telling {
  return {
    site,
    meter,
    unit: unitOf(seen),
    at: now,
    priceOf: () =>
      config.ruleOf(meter).pricePerUnit ?? config.priceOf(meter, seen.quantity ?? "water_volume", now - dayMs, now),
    ...(config.currency !== undefined && { currency: config.currency }),
  };
}

/** How fast the usual time between two readings is learnt, and how much one gap may say. */
const cadenceShare = 0.1;
const longestCadences = 1.5;

function cadenceAfter({ cadenceMs, startedAt }: MeterFlow, { from, to }: FlowSpan): number {
  if (startedAt === undefined) return to - from;
  const seen = Math.min(to - from, longestCadences * cadenceMs);
  return Math.round(cadenceMs + (seen - cadenceMs) * cadenceShare);
}
