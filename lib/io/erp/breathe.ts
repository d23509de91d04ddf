import { setImmediate as turn } from "node:timers/promises";

/** Far less than a person or a bus with a second's rhythm notices. */
const longestMs = 10;

/** Lets others run whenever long work has held the thread for a while. One for each piece of work. */
export function breather(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longestMs) return;
    await turn();
    since = performance.now();
  };
}
