/** When the readings of one meter arrived, ms, ascending. */
export type Series = readonly number[];

/** How far readings are behind their own fixed cadence, ms. */
export interface Lateness {
  readonly polls: number;
  readonly missed: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** A grid time so short before the end of the recording may find its reading after it. */
const marginMs = 200;

/**
 * Each series against a grid of its own, laid through its earliest reading, so that nothing is early. Missed is what a
 * grid time between `from` and `to` has no reading for.
 */
export function lateness(series: readonly Series[], intervalMs: number, from: number, to: number): Lateness {
  const late: number[] = [];
  let missed = 0;
  for (const times of series) {
    const phase = phaseOf(times, intervalMs);
    const turns = new Set(times.map((at) => Math.floor((at - phase) / intervalMs)));
    const last = Math.floor((to - marginMs - phase) / intervalMs);
    for (let turn = Math.ceil((from - phase) / intervalMs); turn <= last; turn++) if (!turns.has(turn)) missed += 1;
    for (const at of times) late.push((at - phase) % intervalMs);
  }
  late.sort((a, b) => a - b);
  const at = (share: number): number => late[Math.min(late.length - 1, Math.floor(share * late.length))] ?? 0;
  return { polls: late.length, missed, p50: at(0.5), p99: at(0.99), max: late.at(-1) ?? 0 };
}

/** The start of the grid through the earliest reading: the widest gap between the readings' places in the interval is before it. */
function phaseOf(times: Series, intervalMs: number): number {
  const places = times.map((at) => at % intervalMs).sort((a, b) => a - b);
  let phase = places[0] ?? 0;
  let widest = phase + intervalMs - (places.at(-1) ?? 0);
  for (let n = 1; n < places.length; n++) {
    const gap = (places[n] ?? 0) - (places[n - 1] ?? 0);
    if (gap > widest) {
      widest = gap;
      phase = places[n] ?? 0;
    }
  }
  return phase;
}
