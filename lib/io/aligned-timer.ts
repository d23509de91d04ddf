/** Timers do not notice that the clock was set: after this long it is looked at again. */
const longestWaitMs = 10_000;

/**
 * Calls `task` whenever the time of day is a multiple of `intervalMs`; returns what ends it. After the clock
 * was set, it goes on in the new time within 10 s or an interval, whichever is less.
 */
export function everyAligned(intervalMs: number, task: () => void): () => void {
  let timer: NodeJS.Timeout;
  const dueAfter = (now: number): number => (Math.floor(now / intervalMs) + 1) * intervalMs;
  let due = dueAfter(Date.now());
  const wait = (): void => {
    const now = Date.now();
    // Further away than that only where the clock was set back.
    if (due - now > intervalMs) due = dueAfter(now);
    timer = setTimeout(look, Math.min(due - now, longestWaitMs));
  };
  const look = (): void => {
    const now = Date.now();
    // Timers may come a millisecond early.
    const isDue = now >= due;
    if (isDue) due = dueAfter(now);
    wait();
    if (isDue) task();
  };
  wait();
  return () => clearTimeout(timer);
}
