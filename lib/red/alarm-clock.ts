/** A timer cannot be set for longer than 24 days, and the system's clock may be moved meanwhile. */
const longestSleepMs = 60_000;

interface AlarmClock {
  /** Looks again when to ring; call it whenever that may have become earlier. */
  set(): void;
  stop(): void;
}

/** One timer that rings at `next()`, ms UTC, and after that at what is next then; undefined: not now. */
export function alarmClock(next: () => number | undefined, ring: () => Promise<void>): AlarmClock {
  let timer: NodeJS.Timeout | undefined;
  let setTo = Number.POSITIVE_INFINITY;
  let stopped = false;
  const set = (): void => {
    const at = next();
    if (stopped || at === undefined || at >= setTo) return;
    clearTimeout(timer);
    setTo = at;
    timer = setTimeout(
      () => {
        void ring().finally(() => {
          setTo = Number.POSITIVE_INFINITY;
          set();
        });
      },
      Math.min(Math.max(at - Date.now(), 0), longestSleepMs),
    );
  };
  return {
    set,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
