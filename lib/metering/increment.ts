/** What was consumed between two times, and what makes the amount or its place in time uncertain. */
export interface Increment {
  readonly from: number;
  readonly to: number;
  /** Millionths of the quantity's unit, an integer. */
  readonly amount: number;
  readonly reasons: readonly IncrementReason[];
  /** What was booked before this replaced it: where only its end is taken back, that holds again. */
  readonly instead?: readonly Increment[];
}

/** What a step books. */
export interface Booking {
  readonly increments: readonly Increment[];
  /** What was booked after this time did not happen. */
  readonly retractTo?: number;
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
 * `ratio-unannounced`: its ratio changed, and it is not known when or by how much. `swap`: the meter was exchanged and what it showed is not known. `uncertain`: the reading says so itself.
 * `no-data`: nothing is known about this stretch, the amount says nothing.
 */
export type IncrementReason =
  | "gap"
  | "register-stuck"
  | "register-reset"
  | "register-jump"
  | "rollover-assumed"
  | "rollover-uncertain"
  | "ratio-unannounced"
  | "swap"
  | "uncertain"
  | "no-data";

/** Reasons that only concern which side of a boundary something lies on. */
export const placeReasons: ReadonlySet<string> = new Set<IncrementReason>(["gap", "register-stuck"]);

export const noReasons: readonly IncrementReason[] = [];

/** Two bookings as one. */
export function followedBy(first: Booking, next: Booking): Booking {
  const increments = booked([...first.increments], next);
  const retractTo = Math.min(first.retractTo ?? never, next.retractTo ?? never);
  return { increments, ...(retractTo < never && { retractTo }) };
}

const never = Number.POSITIVE_INFINITY;

/** The increments with a further booking: `before` itself where nothing is taken back. */
export function booked(before: Increment[], { increments, retractTo }: Booking): Increment[] {
  const [first] = increments;
  if (retractTo === undefined || !first) {
    for (const increment of increments) before.push(increment);
    return retractTo === undefined ? before : upTo(before, retractTo);
  }
  const instead = before.filter(({ to }) => to > retractTo);
  return [...upTo(before, retractTo), { ...first, instead }, ...increments.slice(1)];
}

/** What was booked before `end`. */
function upTo(increments: readonly Increment[], end: number): Increment[] {
  return increments
    .filter(({ from }) => from < end)
    .flatMap((each) => (each.to <= end ? [each] : each.instead ? upTo(each.instead, end) : [{ ...each, to: end }]));
}
