import type { Interval, Message, Reading } from "../../dist/lib/contract/messages.js";
import { accumulator } from "../../dist/lib/metering/accumulator.js";

export const start = Date.UTC(2026, 0, 5, 9, 0);

export const readingAt = (minute: number, kwh: number): Reading => ({
  kind: "reading",
  site: "s",
  meter: "m",
  at: start + minute * 60_000,
  values: { active_energy_import: Math.round(kwh * 1e6) / 1e6 },
  quality: "good",
});

/** Newest version of each quarter-hour: beginning in minutes, amount, quality. */
export function counted(messages: readonly Message[], config: object): (readonly [number, number, string])[] {
  const parsed = accumulator.parseConfig({ timeZone: "UTC", steps: ["15m"], ...config });
  let state = accumulator.initialState(parsed, "s/m");
  const newest = new Map<number, Interval>();
  let now = 0;
  for (const message of messages) {
    if (message.kind === "reading") now = Math.max(now, message.at);
    const result = accumulator.step(parsed, state, { type: "message", message }, now);
    state = result.state;
    for (const { payload } of result.outputs) if (payload.kind === "interval") newest.set(payload.from, payload);
  }
  return [...newest.values()]
    .sort((a, b) => a.from - b.from)
    .map(({ from, amount, quality }) => [(from - start) / 60_000, amount, quality]);
}

export const minutes = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);
