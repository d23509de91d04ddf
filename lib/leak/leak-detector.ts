import type { Interval, Reading } from "../contract/messages";
import type { StepModule, StepResult } from "../step/step";
import { noHours } from "./flow-hours";
import { flowSeen, isFlowQuantity } from "./flow-input";
import { type FlowSpan, hourMs } from "./flow-span";
import { flowForgotten, flowWatched } from "./flow-watch";
import { type LeakConfig, parseLeakConfig } from "./leak-config";
import { powerAfter, tellsPower, wasOff } from "./machine-power";
import type { MeterFlow, WatchedMeters } from "./meter-flow";
import { offMinutesOf } from "./off-shift";

const watching = { code: "watching" } as const;
const volumeOrFlow = ["water_volume", "gas_volume", "water_flow", "gas_flow"];
const unseen: MeterFlow = { cadenceMs: hourMs, pending: [], levels: [], hours: noHours, told: {} };

/**
 * Tells of leaks of water, gas and compressed air: flow that never pauses, steps, bursts, flow while nothing runs. One key for each
 * meter; meters that wait for a machine to be off share the key of its power's meter.
 */
export const leakDetector: StepModule<LeakConfig, WatchedMeters> = {
  name: "leak-detector",
  stateVersion: 1,
  parseConfig: parseLeakConfig,
  keyOf(message, { site, ruleOf, isOfMachine }): string | undefined {
    if (message.kind !== "reading" && message.kind !== "interval") return undefined;
    if ((site ?? message.site) !== message.site) return undefined;
    if (isOfMachine(message.meter)) return `${message.site}/${message.meter}`;
    if (!tellsFlow(message)) return undefined;
    return `${message.site}/${ruleOf(message.meter).whileOff?.meter ?? message.meter}`;
  },
  initialState: () => ({ meters: {} }),
  step(config, state, { message }, now): StepResult<WatchedMeters> {
    if (message.kind !== "reading" && message.kind !== "interval") return { state, outputs: [], status: watching };
    if (tellsFlow(message)) return flowStepped(config, state, message, now);
    const after = message.kind === "reading" && tellsPower(message) ? powerSeen(config, state, message) : state;
    return { state: after, outputs: [], status: watching };
  },
};

type Flowing = Reading | Interval;

const tellsFlow = (message: Flowing): boolean =>
  message.kind === "interval"
    ? isFlowQuantity(message.quantity)
    : volumeOrFlow.some((quantity) => message.values[quantity] !== undefined);

function flowStepped(
  config: LeakConfig,
  { meters }: WatchedMeters,
  message: Flowing,
  now: number,
): StepResult<WatchedMeters> {
  const { site, meter } = message;
  if (config.ruleOf(meter).off) return forgotten(config, { meters }, message, now);
  const { state: seen, span } = flowSeen(meters[meter] ?? unseen, message);
  if (seen === meters[meter]) return { state: { meters }, outputs: [], status: watching };
  const isOff = (flowing: FlowSpan): boolean => isOffTime(config, meter, seen, flowing);
  const { state, outputs } = span
    ? flowWatched(config, seen, span, { site, meter, now, isOff })
    : { state: seen, outputs: [] };
  return { state: { meters: { ...meters, [meter]: state } }, outputs, status: watching };
}

/** What was told of a meter is over once its rule is off: nobody else would ever say so. */
function forgotten(
  config: LeakConfig,
  before: WatchedMeters,
  { site, meter }: Flowing,
  now: number,
): StepResult<WatchedMeters> {
  const seen = before.meters[meter];
  if (!seen) return { state: before, outputs: [], status: watching };
  const { state, outputs } = flowForgotten(config, seen, { site, meter, now, isOff: () => false });
  return { state: { meters: { ...before.meters, [meter]: state } }, outputs, status: watching };
}

/** Whether nothing may flow: the machine's power decides where the rule names one, else the calendar. */
function isOffTime({ ruleOf, isWorking }: LeakConfig, meter: string, { machine }: MeterFlow, span: FlowSpan): boolean {
  const rule = ruleOf(meter);
  if (rule.whileOff) return wasOff(machine, span);
  return offMinutesOf(rule) > 0 && [span.from, span.to - 1].every((at) => isWorking(meter, at) === false);
}

/** Every meter that waits for the machine learns of its power. */
function powerSeen({ ruleOf }: LeakConfig, { meters }: WatchedMeters, reading: Reading): WatchedMeters {
  const after: Record<string, MeterFlow> = {};
  for (const [meter, flow] of Object.entries(meters)) {
    const { whileOff } = ruleOf(meter);
    const machine = whileOff?.meter === reading.meter ? powerAfter(flow.machine, reading, whileOff) : flow.machine;
    after[meter] = machine ? { ...flow, machine } : flow;
  }
  return { meters: after };
}
