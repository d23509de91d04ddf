/** What was consumed between two times, and what makes the amount or its place in time uncertain. */
export interface Increment {
  readonly from: number;
  readonly to: number;
  /** Millionths of the quantity's unit, an integer. */
  readonly amount: number;
  readonly reasons: readonly IncrementReason[];
}

/**
 * About the place in time, harmless inside one interval:
 * `gap`: more than twice the maximum gap. `register-stuck`: caught up after a standstill.
 *
 * About the amount:
 * `register-reset`: the register fell and stayed down; booked is what it shows since, a lower bound.
 * `register-jump`: it rose by more than the meter can measure; booked is the most that it can.
 * `rollover-assumed`: it fell near a number where registers return to 0, but nobody said that this one does.
 * `rollover-uncertain`: it may have turned more than once.
 * `swap`: the meter was exchanged and what it showed is not known. `uncertain`: the reading says so itself.
 * `no-data`: nothing is known about this stretch, the amount says nothing.
 */
export type IncrementReason =
  | "gap"
  | "register-stuck"
  | "register-reset"
  | "register-jump"
  | "rollover-assumed"
  | "rollover-uncertain"
  | "swap"
  | "uncertain"
  | "no-data";

/** Reasons that only concern which side of a boundary something lies on. */
export const placeReasons: ReadonlySet<string> = new Set<IncrementReason>(["gap", "register-stuck"]);

export const noReasons: readonly IncrementReason[] = [];
