/** What was consumed between two readings, and what makes the amount or its place in time uncertain. */
export interface Increment {
  readonly from: number;
  readonly to: number;
  /** In the quantity's canonical unit. */
  readonly amount: number;
  readonly reasons: readonly IncrementReason[];
}

/**
 * `gap`: more than twice the maximum gap, so that its spread over time is assumed.
 * `register-reset`: the register fell and stayed down; what it counted in between is not known.
 * `no-data`: nothing is known about this stretch, the amount says nothing.
 */
export type IncrementReason = "gap" | "register-reset" | "no-data";
