import type { Interval } from "../contract/messages";
import type { BookReason, ClosedInterval } from "./interval-book";
import { amountOf } from "./register-count";
import type { Books, Counted } from "./series";

/** An interval as it was last sent. */
export interface SentInterval extends ClosedInterval {
  readonly version: number;
}

/** By step, in order of time: what has been sent of the time that can still be counted again. */
export type Ledger = Readonly<Record<string, readonly SentInterval[]>>;

/** Why an interval has a further version; the last of its reasons. */
export type CorrectionCause =
  | "late-reading"
  | "corrected-reading"
  | "confirmed"
  | "swap"
  | "ratio"
  | "ratio-suspected"
  | "calibration"
  | "rollover"
  | "manual"
  | "site-model";

const causes: ReadonlySet<string> = new Set<CorrectionCause>([
  "late-reading",
  "corrected-reading",
  "confirmed",
  "swap",
  "ratio",
  "ratio-suspected",
  "calibration",
  "rollover",
  "manual",
  "site-model",
]);

export interface Entered {
  readonly ledger: Ledger;
  /** What is new or differs from what was sent, with its next version. */
  readonly fresh: readonly SentInterval[];
  readonly replaced: readonly SentInterval[];
}

/** Enters closed intervals; those that were sent before with the same amount and quality are not fresh. */
export function enter(ledger: Ledger, { closed, series }: Counted<unknown>): Entered {
  if (isEmpty(closed)) return { ledger, fresh: noneSent, replaced: noneSent };
  const fresh: SentInterval[] = [];
  const replaced: SentInterval[] = [];
  const next: Record<string, readonly SentInterval[]> = { ...ledger };
  for (const [step, intervals] of Object.entries(closed)) {
    const byStart = new Map((next[step] ?? []).map((sent) => [sent.from, sent]));
    for (const interval of intervals) {
      const sent = byStart.get(interval.from);
      if (sent && isSame(sent, interval)) continue;
      const entry: SentInterval = { ...interval, version: (sent?.version ?? 0) + 1 };
      byStart.set(entry.from, entry);
      fresh.push(entry);
      if (sent) replaced.push(sent);
    }
    next[step] = [...byStart.values()].sort((a, b) => a.from - b.from);
  }
  return { ledger: stillOpen(next, series.anchorBooks), fresh, replaced };
}

const noneSent: readonly SentInterval[] = [];

function isEmpty(closed: object): boolean {
  for (const _ in closed) return false;
  return true;
}

/** Without what lies before the window. */
export function stillOpen(ledger: Ledger, books: Books | undefined): Ledger {
  if (!books) return ledger;
  let stale = false;
  for (const step in ledger) {
    const oldest = ledger[step]?.[0];
    if (oldest && oldest.to <= (books[step]?.from ?? 0)) stale = true;
  }
  if (!stale) return ledger;
  const kept: Record<string, readonly SentInterval[]> = {};
  for (const [step, intervals] of Object.entries(ledger)) {
    const begin = books[step]?.from ?? 0;
    kept[step] = intervals[0] && intervals[0].to <= begin ? intervals.filter(({ to }) => to > begin) : intervals;
  }
  return kept;
}

export const isSame = (a: ClosedInterval, b: ClosedInterval): boolean =>
  a.amount === b.amount && a.quality === b.quality && a.to === b.to && sameReasons(a.reasons, b.reasons);

/** Reasons without their order, and without what only says why there is another version. */
export function sameReasons(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 && b.length === 0) return true;
  const own = a.filter((reason) => !causes.has(reason));
  const other = b.filter((reason) => !causes.has(reason));
  return own.length === other.length && own.every((reason) => other.includes(reason));
}

/** The message of an interval. */
export function messageOfInterval(
  meter: { readonly site: string; readonly meter: string },
  quantity: string,
  { from, to, amount, quality, reasons }: ClosedInterval,
  version: number,
  cause?: CorrectionCause,
): Interval {
  return {
    kind: "interval",
    site: meter.site,
    meter: meter.meter,
    quantity,
    from,
    to,
    amount: amountOf(amount),
    quality,
    reasons: version > 1 && cause ? [...reasons, cause] : reasons,
    version,
  };
}

/** An interval as the journal has it, for comparing. */
export function sentOf({ from, to, amount, quality, reasons, version }: Interval): SentInterval {
  return {
    from,
    to,
    amount: Math.round(amount * 1_000_000),
    quality,
    reasons: reasons.filter((reason) => !causes.has(reason)) as BookReason[],
    version,
  };
}
