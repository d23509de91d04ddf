import { type FlowSpan, hourMs } from "./flow-span";
import type { Look, Sign } from "./leak-sign";
import type { MeterFlow } from "./meter-flow";

const minuteMs = 60_000;

/** What has flowed since the shift ended, as long as it never paused. */
export function offAfter(
  off: MeterFlow["off"],
  span: FlowSpan,
  isOff: boolean,
  leastFlow: number,
): MeterFlow["off"] | undefined {
  const flowing = span.amount >= (leastFlow * (span.to - span.from)) / hourMs && span.amount > 0;
  if (!isOff || !flowing) return undefined;
  return { since: off?.since ?? span.from, amount: (off?.amount ?? 0) + span.amount };
}

/** Flow without a pause between the shifts. */
export function flowWhileOff({ state: { off }, rule, span }: Look): Sign | undefined {
  const lastedMs = off ? span.to - off.since : 0;
  if (!off || rule.offShiftMinutes === 0 || lastedMs < rule.offShiftMinutes * minuteMs) return undefined;
  return {
    rule: "flow-while-off",
    severity: rule.severity ?? "warning",
    since: off.since,
    flow: (off.amount * hourMs) / lastedMs,
    evidence: { amount: off.amount, minutes: Math.round(lastedMs / minuteMs), limitMinutes: rule.offShiftMinutes },
  };
}
