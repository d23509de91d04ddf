/** Calls `task` whenever the time of day is a multiple of `intervalMs`; returns what ends it. */
export function everyAligned(intervalMs: number, task: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (after: number): void => {
    // Timers may come a little early: the multiple that was just served is not the next one.
    const due = (Math.floor((after + intervalMs / 2) / intervalMs) + 1) * intervalMs;
    timer = setTimeout(() => {
      wait(Date.now());
      task();
    }, due - Date.now());
  };
  wait(Date.now() - intervalMs / 2);
  return () => clearTimeout(timer);
}
