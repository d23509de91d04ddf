/**
 * Milliseconds that never jump, whatever happens to the time of day (a Raspberry Pi without a clock of
 * its own starts in the past until the network tells it the time). For differences only.
 */
export function steadyNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Beyond any time since boot (31 years), before any time of day that a gateway sees. */
const earliestTimeOfDayMs = 1e12;

/**
 * A kernel's time stamp of a GPIO edge on the steady clock. Kernels since 5.7 stamp with the monotonic
 * clock, which is ours; older ones with the time of day.
 */
export function steadyOfKernel(kernelMs: number): number {
  return kernelMs < earliestTimeOfDayMs ? kernelMs : steadyOf(kernelMs);
}

/** A time of day (ms UTC) on the steady clock. */
export function steadyOf(at: number): number {
  return steadyNow() - (Date.now() - at);
}
