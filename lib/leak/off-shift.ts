import { type FlowSpan, hourMs } from "./flow-span";
import type { LeakRule } from "./leak-rule";
import type { Look, Sign } from "./leak-sign";
import type { MeterFlow } from "./meter-flow";

const minuteMs = 60_000;
/** Where a machine's power says that it is off, and the rule does not say for how long. */
const usualMinutes = 30;

/** How long it must flow while everything is off; 0: not asked. */
export const offMinutesOf = ({ offShiftMinutes, whileOff }: LeakRule): number =>
  offShiftMinutes || (whileOff ? usualMinutes : 0);

/** What has flowed since everything was off, as long as it never paused; a register in pulses pauses for a pulse at most. */
export function offAfter(
  off: MeterFlow["off"],
  { from, to, amount }: FlowSpan,
  isOff: boolean,
  { leastFlow, pulse }: { readonly leastFlow: number; readonly pulse: number },
): MeterFlow["off"] | undefined {
  if (!isOff || (!off && amount === 0)) return undefined;
  const missing = (leastFlow * (to - from)) / hourMs - amount;
  const deficit = Math.max(0, (off?.deficit ?? 0) + missing);
  if (deficit > pulse) return undefined;
  return { since: off?.since ?? from, amount: (off?.amount ?? 0) + amount, deficit };
}

/** Flow without a pause while the shift, or the machine, is off. */
export function flowWhileOff({ state: { off }, rule, span }: Look): Sign | undefined {
  const limitMinutes = offMinutesOf(rule);
  const lastedMs = off ? span.to - off.since : 0;
  if (!off || limitMinutes === 0 || lastedMs < limitMinutes * minuteMs) return undefined;
  return {
    rule: "flow-while-off",
    severity: rule.severity ?? "warning",
    since: off.since,
    flow: (off.amount * hourMs) / lastedMs,
    evidence: { amount: off.amount, minutes: Math.round(lastedMs / minuteMs), limitMinutes },
  };
}
