import type { Fault } from "../simulate/faults/fault";
import { activeFaults, type FaultChange, faultChanges, nextFaultChange } from "../simulate/faults/fault-changes";

/** Told that these faults have begun or ended, and how many are being played now. */
type Listener = (changes: readonly FaultChange[], active: number) => void;

/** Timers cannot wait for longer than 24 days. */
const longestWaitMs = 3_600_000;

/**
 * Tells what is truly played: at once what has been so since `since` (ms UTC), then every change when it happens.
 * Returns how to stop.
 */
export function tellFaults(faults: readonly Fault[], since: number, tell: Listener): () => void {
  let toldUntil = since;
  let timer: NodeJS.Timeout | undefined;
  const tellChanges = (before: readonly FaultChange[]): void => {
    const now = Date.now();
    tell([...before, ...faultChanges(faults, toldUntil, now)], activeFaults(faults, now).length);
    toldUntil = now;
    const next = nextFaultChange(faults, now);
    if (next === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(tellChanges, Math.min(longestWaitMs, Math.max(1, next - now)), []);
  };
  tellChanges(activeFaults(faults, since));
  return () => clearTimeout(timer);
}
