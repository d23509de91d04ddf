/** When one meter is polled next. */
export interface PollSchedule {
  /** ms UTC; on the grid of whole intervals, but for the first and for early retries. */
  readonly dueAt: number;
  /** Polls in a row that failed. */
  readonly failures: number;
  /** Grid times that passed while a poll was still running: counted, never caught up. */
  readonly missed: number;
}

/** `unreachable`: the bus said so at once, without costing the other meters time. */
export type PollOutcome = "read" | "failed" | "unreachable";

const slowestRetryMs = 60_000;
const unreachableRetryMs = 5_000;

/** A new meter is read at once, so that its value shows; then on the grid. */
export function firstSchedule(now: number): PollSchedule {
  return { dueAt: now, failures: 0, missed: 0 };
}

/**
 * The schedule after a poll that ended at `now`. A meter that fails is asked ever more rarely, down to
 * once a minute, so that its timeouts do not take the bus from the others; one with a long interval is
 * asked again before its next turn. Where only the bus is unreachable, asking costs nothing.
 */
export function nextSchedule(
  schedule: PollSchedule,
  intervalMs: number,
  outcome: PollOutcome,
  now: number,
): PollSchedule {
  // A timer may fire a moment early; the grid time it was for is then over all the same.
  const early = schedule.dueAt - now;
  const over = early > 0 && early < intervalMs / 2 ? schedule.dueAt : now;
  const next = gridAfter(over, intervalMs);
  const missed = schedule.missed + Math.max(0, Math.round((next - schedule.dueAt) / intervalMs) - 1);
  if (outcome === "read") return { dueAt: next, failures: 0, missed };
  const failures = outcome === "failed" ? schedule.failures + 1 : schedule.failures;
  const pause = outcome === "failed" ? pauseAfter(failures, intervalMs) : Math.min(intervalMs, unreachableRetryMs);
  const dueAt = pause < intervalMs ? Math.min(next, over + pause) : gridAfter(over + pause - intervalMs, intervalMs);
  return { dueAt, failures, missed };
}

function pauseAfter(failures: number, intervalMs: number): number {
  return Math.min(slowestRetryMs, intervalMs * 2 ** Math.min(failures - 1, 20));
}

/** The grid counts from the epoch, so 10 s means :00, :10, :20 … of the clock, after any restart. */
function gridAfter(time: number, intervalMs: number): number {
  return (Math.floor(time / intervalMs) + 1) * intervalMs;
}
