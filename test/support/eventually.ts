import { setTimeout as sleep } from "node:timers/promises";

/** Asks until there is an answer; the last error, or that there was none, after `seconds`. */
export async function eventually<T>(ask: () => Promise<T | undefined>, seconds = 30): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    let failure: unknown = new Error(`nothing after ${seconds} s`);
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > end) throw failure;
    await sleep(100);
  }
}
