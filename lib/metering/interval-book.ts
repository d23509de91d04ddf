import type { Grid, Span } from "./grid";
import type { Increment, IncrementReason } from "./increment";

/** `partial`: counting began inside this interval. */
export type BookReason = IncrementReason | "partial";

/** The interval that is still running. */
export interface OpenInterval extends Span {
  readonly amount: number;
  readonly reasons: readonly BookReason[];
  /** Time in it about which something is known, ms. */
  readonly knownMs: number;
  /** What rounding left over from the intervals before, so that their sum stays exact. */
  readonly carry: number;
}

export interface ClosedInterval extends Span {
  readonly amount: number;
  readonly reasons: readonly BookReason[];
  readonly quality: "measured" | "estimated" | "missing";
}

export interface Booked {
  readonly open: OpenInterval;
  readonly closed: readonly ClosedInterval[];
}

/** Amounts leave with six decimals: a milliwatt-hour, a microlitre. */
const resolution = 1e6;

/** The interval in which counting begins at `at`. */
export function openAt(grid: Grid, at: number): OpenInterval {
  const span = grid.spanAt(at);
  return { ...span, amount: 0, reasons: span.from === at ? [] : ["partial"], knownMs: 0, carry: 0 };
}

/**
 * Books an increment into aligned intervals, in proportion to time where it crosses their boundaries,
 * and closes those that end within it.
 */
export function book(grid: Grid, open: OpenInterval, increment: Increment): Booked {
  const closed: ClosedInterval[] = [];
  const unknown = increment.reasons.includes("no-data");
  const reasons = reasonsFor(open, increment);
  const duration = increment.to - increment.from;
  let current = open;
  let from = increment.from;
  let left = increment.amount;
  while (increment.to >= current.to) {
    const part = (increment.amount * (current.to - from)) / duration;
    current = add(current, part, current.to - from, reasons, unknown);
    left -= part;
    from = current.to;
    const done = close(current);
    closed.push(done);
    const span = grid.spanAt(current.to);
    current = { ...span, amount: 0, reasons: [], knownMs: 0, carry: current.amount + current.carry - done.amount };
  }
  if (increment.to > from) current = add(current, left, increment.to - from, reasons, unknown);
  return { open: current, closed };
}

/** A long gap only makes uncertain what lies on which side of a boundary: within one interval it is harmless. */
function reasonsFor(open: OpenInterval, { from, to, reasons }: Increment): readonly IncrementReason[] {
  const crosses = open.to > from && open.to < to;
  return crosses ? reasons : reasons.filter((reason) => reason !== "gap");
}

function add(
  open: OpenInterval,
  amount: number,
  ms: number,
  reasons: readonly BookReason[],
  unknown: boolean,
): OpenInterval {
  const fresh = reasons.filter((reason) => !open.reasons.includes(reason));
  return {
    ...open,
    amount: open.amount + amount,
    knownMs: open.knownMs + (unknown ? 0 : ms),
    reasons: fresh.length === 0 ? open.reasons : [...open.reasons, ...fresh],
  };
}

/** The interval as it stands; also how a running one is shown. */
export function close(open: OpenInterval): ClosedInterval {
  const missing = open.knownMs === 0 && open.reasons.includes("no-data");
  return {
    from: open.from,
    to: open.to,
    amount: missing ? 0 : Math.round((open.amount + open.carry) * resolution) / resolution,
    reasons: open.reasons,
    quality: missing ? "missing" : open.reasons.length > 0 ? "estimated" : "measured",
  };
}
