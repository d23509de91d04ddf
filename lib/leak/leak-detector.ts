import type { Interval, Message, Reading } from "../contract/messages";
import type { StepModule, StepResult } from "../step/step";
import { noHours } from "./flow-hours";
import { flowSeen, isFlowQuantity } from "./flow-input";
import { type FlowSpan, hourMs } from "./flow-span";
import { flowWatched } from "./flow-watch";
import { type LeakConfig, parseLeakConfig } from "./leak-config";
import type { MeterFlow } from "./meter-flow";

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
  initialState: () => ({ cadenceMs: hourMs, pending: [], levels: [], hours: noHours, told: {} }),
  step(config, state, { message }, now): StepResult<MeterFlow> {
    if (!tellsFlow(message)) return { state, outputs: [], status: watching };
    const { state: seen, span } = flowSeen(state, message);
    if (!span) return { state: seen, outputs: [], status: watching };
    const { site, meter } = message;
    const isOff = (span: FlowSpan): boolean =>
      config.ruleOf(meter).offShiftMinutes > 0 &&
      [span.from, span.to - 1].every((at) => config.isWorking(meter, at) === false);
    return { ...flowWatched(config, seen, span, { site, meter, now, isOff }), status: watching };
  },
};

type Flowing = Reading | Interval;

function tellsFlow(message: Message): message is Flowing {
  if (message.kind === "interval") return isFlowQuantity(message.quantity);
  return message.kind === "reading" && volumeOrFlow.some((quantity) => message.values[quantity] !== undefined);
}
