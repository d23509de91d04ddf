import type { MeterEvent } from "../contract/messages";
import type { StepOutput } from "../step/step";
import { type CorrectionCause, enter, type Ledger, messageOfInterval, type SentInterval } from "./ledger";
import { closedPort, correctionPort } from "./outputs";
import { amountOf } from "./register-count";
import type { Counted } from "./series";

interface Whose {
  readonly site: string;
  readonly meter: string;
}

/** The messages of what a count has closed or changed: intervals, and one record of the correction if there is one. */
export function publish(
  whose: Whose,
  quantity: string,
  before: Ledger,
  counted: Counted<unknown>,
  cause: CorrectionCause,
) {
  const { ledger, fresh, replaced } = enter(before, counted);
  if (fresh.length === 0) return { ledger, outputs: noOutputs };
  return { ledger, outputs: outputsOf(whose, quantity, fresh, replaced, cause) };
}

const noOutputs: readonly StepOutput[] = [];

export function outputsOf(
  whose: Whose,
  quantity: string,
  fresh: readonly SentInterval[],
  replaced: readonly SentInterval[],
  cause: CorrectionCause,
): StepOutput[] {
  const outputs: StepOutput[] = fresh.map((interval) => ({
    port: closedPort,
    payload: messageOfInterval(whose, quantity, interval, interval.version, cause),
  }));
  if (replaced.length > 0)
    outputs.push({ port: correctionPort, payload: correctionOf(whose, quantity, fresh, replaced, cause) });
  return outputs;
}

/**
 * What changed and why, for whoever audits it: the shortest intervals of those that were replaced, with the sum
 * before and after. Its time is the beginning of the first of them.
 */
function correctionOf(
  { site, meter }: Whose,
  quantity: string,
  fresh: readonly SentInterval[],
  replaced: readonly SentInterval[],
  cause: CorrectionCause,
): MeterEvent {
  const shortest = Math.min(...replaced.map(lengthOf));
  // Days with 23 hours are days, too.
  const old = replaced.filter((interval) => lengthOf(interval) < shortest * 1.2);
  const now = fresh.filter(({ from, to }) => old.some((each) => each.from === from && each.to === to));
  const at = Math.min(...old.map(({ from }) => from));
  return {
    kind: "event",
    site,
    meter,
    at,
    event: "correction",
    quantity,
    version: now.find(({ from }) => from === at)?.version ?? 1,
    cause,
    to: Math.max(...old.map(({ to }) => to)),
    intervals: old.length,
    before: amountOf(sumOf(old)),
    after: amountOf(sumOf(now)),
    qualityBefore: worstOf(old),
    qualityAfter: worstOf(now),
  };
}

const lengthOf = ({ from, to }: SentInterval): number => to - from;
const sumOf = (intervals: readonly SentInterval[]): number => intervals.reduce((sum, { amount }) => sum + amount, 0);

function worstOf(intervals: readonly SentInterval[]): string {
  const has = (quality: string): boolean => intervals.some((interval) => interval.quality === quality);
  return has("missing") ? "missing" : has("estimated") ? "estimated" : "measured";
}
