const minute = 60_000;

/**
 * How many of `pulses` that came at `at` can be real where at most `maxPerMinute` can come: no more than
 * fit into the time since the last one that was counted. Recorders for S0 outputs do the same when they
 * refuse pulses closer than the output can send them. Pulses that are told late are not judged.
 */
export function plausiblePulses(
  pulses: number,
  at: number,
  lastAt: number | undefined,
  maxPerMinute: number | undefined,
): number {
  if (maxPerMinute === undefined || lastAt === undefined || at < lastAt) return pulses;
  // A thousandth of a pulse of tolerance: a stream at exactly the limit must not fail by rounding.
  return Math.min(pulses, Math.floor(((at - lastAt) * maxPerMinute) / minute + 0.001));
}
