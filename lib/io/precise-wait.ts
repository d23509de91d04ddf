import { setTimeout as sleep } from "node:timers/promises";

/** What a timer may be late by, ms: less is waited for awake. */
const timerMs = 0.3;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Waits until `performance.now()` is `time`, never less and hardly more. */
export async function until(time: number): Promise<void> {
  const whole = Math.floor(time - performance.now() - timerMs);
  if (whole >= 1) await sleep(whole);
  while (performance.now() < time) await turn();
}
