/** What flowed between two times; the amount in litres or m³. Times are ms UTC. */
export interface FlowSpan {
  readonly from: number;
  readonly to: number;
  readonly amount: number;
}

export const hourMs = 3_600_000;

/** Per hour. */
export const rateOf = ({ from, to, amount }: FlowSpan): number => (amount * hourMs) / (to - from);

/** Finer than this no leak needs to be looked at. */
const leastSpanMs = 300_000;

/** The spans of an hour with one more; those that follow each other closely become one. */
export function spansWith(spans: readonly FlowSpan[], span: FlowSpan): readonly FlowSpan[] {
  const last = spans.at(-1);
  if (!last || last.to !== span.from || last.to - last.from >= leastSpanMs) return [...spans, span];
  return [...spans.slice(0, -1), { from: last.from, to: span.to, amount: last.amount + span.amount }];
}

/** Whether an hour of the clock has ended since the first of them began. */
export const isHourOver = (spans: readonly FlowSpan[], now: number): boolean =>
  spans[0] !== undefined && Math.floor(spans[0].from / hourMs) !== Math.floor(now / hourMs);
