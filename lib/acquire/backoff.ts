const firstMs = 250;
const longestMs = 5_000;

/**
 * How long to leave a bus alone after `failures` attempts in a row to reach it, ms: doubling up to
 * five seconds, spread by `random` (0 to 1) so that gateways do not knock in step after a power cut.
 */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return full * (0.75 + random / 4);
}
