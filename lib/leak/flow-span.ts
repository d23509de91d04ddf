/** What flowed between two times; the amount in litres or m³. Times are ms UTC. */
export interface FlowSpan {
  readonly from: number;
  readonly to: number;
  readonly amount: number;
}

export const hourMs = 3_600_000;

/** Per hour. */
export const rateOf = ({ from, to, amount }: FlowSpan): number => (amount * hourMs) / (to - from);
