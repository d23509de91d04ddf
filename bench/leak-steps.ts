import type { Reading } from "../lib/contract/messages";
import { leakDetector } from "../lib/leak/leak-detector";
import type { WatchedMeters } from "../lib/leak/meter-flow";

const hourMs = 3_600_000;
const start = Date.UTC(2026, 2, 1);
const meters = 50;
/** So many days that every level has its history, at a reading an hour. */
const learntDays = 40;
const cadences = { "1 s": 1, "1 min": 60, "5 min": 300, "1 h": 3600 } as const;
const readingsEach = 200_000;

/** What one reading costs the detector, by how often a meter sends; 50 meters whose habits are known. Microseconds. */
export async function run(): Promise<object> {
  const config = leakDetector.parseConfig({});
  const learnt = new Map<string, WatchedMeters>();
  for (let meter = 0; meter < meters; meter++) {
    let state = leakDetector.initialState(config, "");
    for (let hour = 0; hour < learntDays * 24; hour++) state = stepped(readingOf(meter, start + hour * hourMs), state);
    learnt.set(`bench/m${meter}`, state);
  }
  const microsecondsPerReading: Record<string, number> = {};
  for (const [name, seconds] of Object.entries(cadences)) {
    microsecondsPerReading[name] = Math.min(...[1, 2, 3].map(() => costOf(seconds, new Map(learnt))));
  }
  return { meters, microsecondsPerReading };

  function stepped(message: Reading, state: WatchedMeters): WatchedMeters {
    return leakDetector.step(config, state, { type: "message", message }, message.at).state;
  }

  function costOf(seconds: number, states: Map<string, WatchedMeters>): number {
    const rounds = readingsEach / meters;
    const begun = performance.now();
    for (let round = 0; round < rounds; round++) {
      for (let meter = 0; meter < meters; meter++) {
        const message = readingOf(meter, start + learntDays * 24 * hourMs + round * seconds * 1000);
        const key = leakDetector.keyOf(message, config) as string;
        states.set(key, stepped(message, states.get(key) as WatchedMeters));
      }
    }
    return Math.round(((performance.now() - begun) * 100_000) / readingsEach) / 100;
  }
}

/** A household's day: litres that come to some hundreds, nothing at night. */
function readingOf(meter: number, at: number): Reading {
  const hours = (at - start) / hourMs;
  const days = Math.floor(hours / 24);
  const awake = Math.min(16, Math.max(0, (hours % 24) - 6));
  const litres = Math.floor(days * 320 + awake * 20 + (days % 3 === 0 ? 0 : Math.sin(awake * (meter + 2)) * 8));
  return { kind: "reading", site: "bench", meter: `m${meter}`, at, values: { water_volume: litres }, quality: "good" };
}
