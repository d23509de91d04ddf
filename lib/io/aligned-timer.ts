/** Calls `task` whenever the time of day is a multiple of `intervalMs`; returns what ends it. */
export function everyAligned(intervalMs: number, task: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (due: number): void => {
    timer = setTimeout(() => {
      // Timers may come a millisecond early.
      if (Date.now() < due) return wait(due);
      wait(nextDue());
      task();
    }, due - Date.now());
  };
  const nextDue = (): number => (Math.floor(Date.now() / intervalMs) + 1) * intervalMs;
  wait(nextDue());
  return () => clearTimeout(timer);
}
