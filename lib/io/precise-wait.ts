/** Timers fire up to this much late; the rest is waited for turn by turn of the event loop. */
const timerSlackMs = 2;
/** For one who waits often: a core is busy for a part of a millisecond, and a slow timer makes it late by as much. */
const frugalSlackMs = 1.1;

/** Waits until `performance.now()` is `due`, never less and hardly more. */
export function until(due: number): Promise<void> {
  return new Promise((resolve) => {
    atPrecisely(due, resolve, frugalSlackMs);
  });
}

/**
 * Calls `then`, never at once, when `performance.now()` has reached `due`, a few microseconds late at most where the
 * event loop is free. Costs a core for the last `slackMs`. Returns how to call it off.
 */
export function atPrecisely(due: number, then: () => void, slackMs: number = timerSlackMs): () => void {
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  const spin = (): void => {
    if (performance.now() >= due) then();
    else immediate = setImmediate(spin);
  };
  const sleepMs = Math.floor(due - performance.now() - slackMs);
  if (sleepMs >= 1) timer = setTimeout(spin, sleepMs);
  else immediate = setImmediate(spin);
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}

/** Calls `then` by an ordinary timer, never early and up to some milliseconds late. Returns how to call it off. */
export function atAbout(due: number, then: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    // Timers count whole milliseconds and may fire a fraction of one too soon.
    timer = setTimeout(
      () => (performance.now() >= due ? then() : wait()),
      Math.max(0, Math.ceil(due - performance.now())),
    );
  };
  wait();
  return () => clearTimeout(timer);
}
