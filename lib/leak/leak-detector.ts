import type { Interval, Message, Reading } from "../contract/messages";
import type { StepModule, StepOutput, StepResult } from "../step/step";
import { burst, ceilingAfter } from "./burst";
import { hoursAfter, noHours } from "./flow-hours";
import { flowSeen, isFlowQuantity, unitOf } from "./flow-input";
import { levelsAfter } from "./flow-levels";
import { type FlowSpan, hourMs, rateOf } from "./flow-span";
import { lastingFlow } from "./lasting-flow";
import { type LeakConfig, parseLeakConfig } from "./leak-config";
import { baseOf, tellSigns } from "./leak-told";
import type { MeterFlow } from "./meter-flow";
import { flowWhileOff, offAfter } from "./off-shift";

const watching = { code: "watching" } as const;
const volumeOrFlow = ["water_volume", "gas_volume", "water_flow", "gas_flow"];

/** Tells of leaks of water, gas and compressed air: flow that never pauses, bursts, flow between shifts. One key for each meter. */
export const leakDetector: StepModule<LeakConfig, MeterFlow> = {
  name: "leak-detector",
  stateVersion: 1,
  parseConfig: parseLeakConfig,
  keyOf(message, { site, ruleOf }): string | undefined {
    if (!tellsFlow(message) || (site ?? message.site) !== message.site) return undefined;
    return ruleOf(message.meter).off ? undefined : `${message.site}/${message.meter}`;
  },
  initialState: () => ({ cadenceMs: hourMs, levels: {}, hours: noHours, told: {} }),
  step(config, state, { message }, now): StepResult<MeterFlow> {
    if (!tellsFlow(message)) return { state, outputs: [], status: watching };
    const { state: seen, span } = flowSeen(state, message);
    if (!span) return { state: seen, outputs: [], status: watching };
    return flowed(config, message, seen, span, now);
  },
};

type Flowing = Reading | Interval;

function tellsFlow(message: Message): message is Flowing {
  if (message.kind === "interval") return isFlowQuantity(message.quantity);
  return message.kind === "reading" && volumeOrFlow.some((quantity) => message.values[quantity] !== undefined);
}

/** How fast the usual time between two readings is learnt, and how much one gap may say. */
const cadenceShare = 0.05;
const longestCadences = 4;

function flowed(
  config: LeakConfig,
  { site, meter }: Flowing,
  seen: MeterFlow,
  span: FlowSpan,
  now: number,
): StepResult<MeterFlow> {
  const rule = config.ruleOf(meter);
  const unit = unitOf(seen);
  const usual = usualOf(unit);
  const { leastFlow = usual.leastFlow } = rule;
  const pulse = rule.pulse ?? seen.pulse ?? usual.pulse;
  const isOff =
    rule.offShiftMinutes > 0 && [span.from, span.to - 1].every((at) => config.isWorking(meter, at) === false);
  const off = offAfter(seen.off, span, isOff, leastFlow);
  const look = { rule, leastFlow, pulse, span };
  const bursting = burst({ ...look, state: seen });
  const ceiling = bursting ? seen.ceiling : ceilingAfter(seen, span);
  const { off: _before, ...known } = seen;
  const state: MeterFlow = {
    ...known,
    startedAt: seen.startedAt ?? span.from,
    cadenceMs: cadenceAfter(seen.cadenceMs, span),
    levels: levelsAfter(seen.levels, span, { leastFlow, pulse, cadenceMs: seen.cadenceMs }),
    hours: hoursAfter(seen.hours, span),
    ...(ceiling !== undefined && { ceiling }),
    lastFlow: rateOf(span),
    ...(off && { off }),
  };
  const signs = [lastingFlow({ ...look, state }), bursting, flowWhileOff({ ...look, state })];
  const { told, conditions } = tellSigns(
    seen.told,
    signs.filter((sign) => sign !== undefined),
    {
      site,
      meter,
      unit,
      at: now,
      ...(rule.pricePerUnit !== undefined && { pricePerUnit: rule.pricePerUnit }),
      ...(config.currency !== undefined && { currency: config.currency }),
    },
  );
  const outputs = conditions.map((payload): StepOutput => ({ port: 0, transient: true, payload }));
  if (state.hours.minima !== seen.hours.minima) {
    outputs.push({ port: 1, transient: true, payload: baseOf(state, { site, meter, unit, at: now }) });
  }
  return { state: { ...state, told }, outputs, status: watching };
}

/** Where nothing else is said: losses that are worth a word, and what a register counts in until it has shown it. */
const usualOf = (unit: string) => (unit === "L" ? { leastFlow: 1, pulse: 1 } : { leastFlow: 0.01, pulse: 0.01 });

function cadenceAfter(cadenceMs: number, { from, to }: FlowSpan): number {
  const seen = Math.min(to - from, longestCadences * cadenceMs);
  return Math.round(cadenceMs + (seen - cadenceMs) * cadenceShare);
}
