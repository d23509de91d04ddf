import { setTimeout as pause } from "node:timers/promises";

const tries = 1500;

/** Waits until something has become true; gives up after some fifteen seconds. */
export async function until(isTrue: () => boolean): Promise<void> {
  for (let n = 0; n < tries; n++) {
    if (isTrue()) return;
    await pause(10);
  }
  throw new Error(`never became true: ${isTrue}`);
}
