import type { Grid, Span } from "./grid";
import { type Increment, type IncrementReason, placeReasons } from "./increment";

/** `partial`: counting began inside this interval. */
export type BookReason = IncrementReason | "partial";

/** The interval that is still running. Amounts in counts. */
export interface OpenInterval extends Span {
  readonly amount: number;
  readonly reasons: readonly BookReason[];
  /** Time in it about which something is known, ms. */
  readonly knownMs: number;
}

export interface ClosedInterval extends Span {
  readonly amount: number;
  readonly reasons: readonly BookReason[];
  readonly quality: "measured" | "estimated" | "missing";
}

/** The interval in which counting begins at `at`. */
export function openAt(grid: Grid, at: number): OpenInterval {
  const { from, to } = grid.spanAt(at);
  return { from, to, amount: 0, reasons: from === at ? none : ["partial"], knownMs: 0 };
}

const none: readonly BookReason[] = [];

/**
 * Books an increment into aligned intervals, in proportion to time where it crosses their boundaries, and adds those
 * that end within it to `closed`. Every cut is one rounded integer that ends one part and begins the next, so the
 * parts sum to the increment exactly. What lies before the open interval stays there.
 */
export function book(grid: Grid, open: OpenInterval, increment: Increment, closed: ClosedInterval[]): OpenInterval {
  const { from, to, amount } = increment;
  const cutAt = (time: number): number => Math.round(amount * ((time - from) / (to - from)));
  let booked = from < open.from ? cutAt(open.from) : 0;
  let begun = Math.max(from, open.from);
  const crosses = open.to > from && (open.to < to || open.from > from);
  if (to < open.to)
    return add(open, amount - booked, to - begun, crosses ? increment.reasons : inside(increment.reasons));
  const reasons = crosses ? increment.reasons : inside(increment.reasons);
  let current = open;
  while (to >= current.to) {
    const cut = cutAt(current.to);
    closed.push(close(add(current, cut - booked, current.to - begun, reasons)));
    booked = cut;
    begun = current.to;
    const span = grid.spanAt(begun);
    current = { from: span.from, to: span.to, amount: 0, reasons: none, knownMs: 0 };
  }
  return to > begun ? add(current, amount - booked, to - begun, reasons) : current;
}

/** Without what only concerns places: inside one interval that is harmless. */
function inside(reasons: readonly IncrementReason[]): readonly IncrementReason[] {
  return reasons.length === 0 ? reasons : reasons.filter((reason) => !placeReasons.has(reason));
}

function add(open: OpenInterval, amount: number, ms: number, reasons: readonly BookReason[]): OpenInterval {
  let all = open.reasons;
  for (const reason of reasons) if (!all.includes(reason)) all = [...all, reason];
  const knownMs = open.knownMs + (reasons.includes("no-data") ? 0 : ms);
  return { from: open.from, to: open.to, amount: open.amount + amount, reasons: all, knownMs };
}

/** The interval as it stands; also how a running one is shown. */
export function close({ from, to, amount, reasons, knownMs }: OpenInterval): ClosedInterval {
  const missing = knownMs === 0 && reasons.includes("no-data");
  const quality = missing ? "missing" : reasons.length > 0 ? "estimated" : "measured";
  return { from, to, amount: missing ? 0 : amount, reasons, quality };
}
